import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";

import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { ClientsRoom } from "@/components/wispro/clients-room";
import { CLIENTS_PER_PAGE, clientsParams } from "@/components/wispro/clients-params";
import { may } from "@/lib/auth/roles";
import { forPage, pageContext } from "@/lib/context/page-context";
import { listClients } from "@/lib/wispro/clients";

const loadParams = createLoader(clientsParams);

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("wispro.clients"))("title") };
}

/** The users that came from Wispro, and what is pinned of each. */
export default async function ClientsPage({ searchParams }: PageProps<"/wispro/clients">) {
  const ctx = await pageContext();
  const { search, page } = await loadParams(searchParams);
  const [t, clients] = await forPage(
    Promise.all([getTranslations("wispro.clients"), listClients(ctx, { page: Math.max(1, page), per_page: CLIENTS_PER_PAGE, ...(search && { search }) })]),
  );
  return (
    <>
      <BreadcrumbLabel>{t("title")}</BreadcrumbLabel>
      <ClientsRoom page={clients} mayEdit={may(ctx.actor, "wispro:run")} />
    </>
  );
}
