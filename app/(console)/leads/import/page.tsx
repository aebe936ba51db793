import type { Metadata } from "next";
import { forbidden } from "next/navigation";
import { getTranslations } from "next-intl/server";

import { ImportRoom } from "@/components/leads/import-room";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/roles";
import { forPage, pageContext } from "@/lib/context/page-context";
import { listEstados } from "@/lib/leads/estados";
import { listClientes } from "@/lib/leads/list-clientes";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("leads.importPage"))("title") };
}

export default async function ImportPage() {
  const ctx = await pageContext();
  if (!may(ctx.actor, "leads:write")) forbidden();
  const [t, estados, clientes] = await forPage(
    Promise.all([getTranslations("leads.importPage"), listEstados(ctx), may(ctx.actor, "clientes:read") ? listClientes(ctx) : { items: [] }]),
  );
  return (
    <>
      <BreadcrumbLabel>{t("title")}</BreadcrumbLabel>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      <ImportRoom clientes={clientes.items} estados={estados.items} />
    </>
  );
}
