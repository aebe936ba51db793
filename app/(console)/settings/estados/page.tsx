import type { Metadata } from "next";
import { forbidden } from "next/navigation";
import { getTranslations } from "next-intl/server";

import { EstadosRoom } from "@/components/settings/estados-room";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { may } from "@/lib/auth/roles";
import { forPage, pageContext } from "@/lib/context/page-context";
import { listEstados } from "@/lib/leads/estados";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.tabs"))("estados") };
}

export default async function EstadosPage() {
  const ctx = await pageContext();
  if (!may(ctx.actor, "estados:write")) forbidden();
  const { items } = await forPage(listEstados(ctx));
  const t = await getTranslations("settings.tabs");
  return (
    <>
      <BreadcrumbLabel>{t("estados")}</BreadcrumbLabel>
      <EstadosRoom initial={items} />
    </>
  );
}
