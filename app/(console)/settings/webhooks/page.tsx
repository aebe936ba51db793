import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

import { WebhooksRoom } from "@/components/settings/webhooks/webhooks-room";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { forPage, pageContext } from "@/lib/context/page-context";
import { listWebhooks } from "@/lib/webhooks/endpoints";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.tabs"))("webhooks") };
}

export default async function WebhooksPage() {
  const ctx = await pageContext();
  const { items } = await forPage(listWebhooks(ctx));
  const t = await getTranslations("settings.tabs");
  return (
    <>
      <BreadcrumbLabel>{t("webhooks")}</BreadcrumbLabel>
      <WebhooksRoom initial={items} tenant={ctx.actor.clienteId !== null} />
    </>
  );
}
