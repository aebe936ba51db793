import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";

import { EditLeadDialog } from "@/components/leads/edit-lead-dialog";
import { EstadoBadge } from "@/components/leads/estado-badge";
import { EstadoMenu } from "@/components/leads/estado-menu";
import { historyPerPage } from "@/components/leads/history-query";
import { HistoryTable } from "@/components/leads/history-table";
import { LeadFacts } from "@/components/leads/lead-facts";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { PageHeader } from "@/components/ui/page-header";
import { WithFacts } from "@/components/ui/split";
import { may } from "@/lib/auth/roles";
import { forPage, pageContext } from "@/lib/context/page-context";
import { idParams } from "@/lib/http/params";
import { listEstados } from "@/lib/leads/estados";
import { findLead, leadHistory } from "@/lib/leads/find-lead";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("leads"))("title") };
}

export default async function LeadPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await pageContext();
  const parsed = idParams.safeParse(await params);
  if (!parsed.success) notFound();
  const { id } = parsed.data;
  const [lead, history, { items: estados }] = await forPage(
    Promise.all([findLead(ctx, id), leadHistory(ctx, id, { page: 1, per_page: historyPerPage }), listEstados(ctx)]),
  );
  const actions = (
    <>
      <EditLeadDialog lead={lead} />
      <EstadoMenu lead={lead} estados={estados} />
    </>
  );
  return (
    <>
      <BreadcrumbLabel>{lead.name}</BreadcrumbLabel>
      <PageHeader
        title={lead.name}
        status={<EstadoBadge code={lead.estado} estados={estados} />}
        subtitle={[lead.cliente_name, lead.city].filter(Boolean).join(", ")}
        actions={may(ctx.actor, "leads:write") ? actions : undefined}
      />
      <WithFacts facts={<LeadFacts lead={lead} />}>
        <HistoryTable leadId={lead.id} estados={estados} initial={history} />
      </WithFacts>
    </>
  );
}
