import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";

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
  const clients = await forPage(listClients(ctx, { page: Math.max(1, page), per_page: CLIENTS_PER_PAGE, ...(search && { search }) }));
  return <ClientsRoom page={clients} mayEdit={may(ctx.actor, "wispro:run")} />;
}
