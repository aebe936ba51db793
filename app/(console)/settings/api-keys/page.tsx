import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

import { ApiKeysRoom } from "@/components/settings/api-keys-room";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { listApiKeys } from "@/lib/auth/api-keys";
import { settings } from "@/lib/config/env";
import { forPage, pageContext } from "@/lib/context/page-context";
import { limitsOf } from "@/lib/jobs/quota";
import { listClientes } from "@/lib/leads/list-clientes";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.tabs"))("apiKeys") };
}

export default async function ApiKeysPage() {
  const ctx = await pageContext();
  const [keys, clientes] = await forPage(Promise.all([listApiKeys(ctx), listClientes(ctx)]));
  const defaults = { ...limitsOf({ ...ctx.actor, limits: {} }), requests_per_minute: settings().API_REQUESTS_PER_MINUTE };
  const t = await getTranslations("settings.tabs");
  return (
    <>
      <BreadcrumbLabel>{t("apiKeys")}</BreadcrumbLabel>
      <ApiKeysRoom initial={keys} clientes={clientes.items} defaults={defaults} />
    </>
  );
}
