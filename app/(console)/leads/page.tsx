import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader, type SearchParams } from "nuqs/server";

import { LeadsRoom } from "@/components/leads/leads-room";
import { leadsParams, listQuery } from "@/components/leads/search-params";
import { may } from "@/lib/auth/roles";
import { forPage, pageContext } from "@/lib/context/page-context";
import { listEstados } from "@/lib/leads/estados";
import { listClientes } from "@/lib/leads/list-clientes";
import { listLeads } from "@/lib/leads/list-leads";
import { listLeadsQuery } from "@/lib/leads/schemas";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("leads"))("title") };
}

const readParams = createLoader(leadsParams);

export default async function LeadsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await pageContext();
  const query = listQuery(await readParams(searchParams));
  // An address may ask for what the API refuses (a text too long): the list then says so itself, in the browser.
  const asked = listLeadsQuery.safeParse(Object.fromEntries(query));
  const [initial, estados, clientes] = await forPage(
    Promise.all([
      listLeads(ctx, asked.data ?? listLeadsQuery.parse({})),
      listEstados(ctx),
      may(ctx.actor, "clientes:read") ? listClientes(ctx) : { items: [] },
    ]),
  );
  return (
    <LeadsRoom
      initial={initial}
      initialQuery={asked.success ? query.toString() : ""}
      estados={estados.items}
      clientes={clientes.items}
      mayWrite={may(ctx.actor, "leads:write")}
    />
  );
}
