import { useTranslations } from "next-intl";

import { DateTime } from "@/components/ui/date-time";
import { Facts, FactsSection } from "@/components/ui/facts";
import { Mono } from "@/components/ui/mono";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Lead } from "@/lib/leads/schemas";

import { formatPhone } from "./phone";

/** What is known of a lead. */
export function LeadFacts({ lead }: { lead: Lead }) {
  const t = useTranslations("leads");
  const missing = <span className="text-muted">{t("missing")}</span>;
  return (
    <FactsSection title={t("detail.facts")}>
      <Facts
        items={[
          { label: t("columns.phone"), value: lead.phone ? <a href={`tel:${lead.phone}`} className="text-accent hover:underline underline-offset-4">{formatPhone(lead.phone)}</a> : missing },
          { label: t("columns.email"), value: lead.email ? <a href={`mailto:${lead.email}`} className="break-all text-accent hover:underline underline-offset-4">{lead.email}</a> : missing },
          { label: t("columns.city"), value: lead.city ?? missing },
          { label: t("columns.cliente"), value: lead.cliente_name },
          { label: t("columns.externalId"), value: lead.external_id ? <Mono>{lead.external_id}</Mono> : missing },
          { label: t("columns.id"), value: <Mono>{lead.id}</Mono> },
          { label: t("columns.created"), value: <DateTime value={lead.created_at} look="date" /> },
          { label: t("columns.updated"), value: <RelativeTime value={lead.updated_at} /> },
        ]}
      />
    </FactsSection>
  );
}
