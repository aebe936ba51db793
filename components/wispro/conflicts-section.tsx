"use client";

import { Split } from "lucide-react";
import { useTranslations } from "next-intl";

import { AttentionRow } from "@/components/ui/attention-row";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import type { ConflictPage } from "@/lib/wispro/schemas";

import { clientName } from "./client-name";
import { SettleDialog } from "./settle-dialog";

/** Clients that could not be attributed to one user. Until a person decides nothing changes. */
export function ConflictsSection({ page, maySettle }: { page: ConflictPage; maySettle: boolean }) {
  const t = useTranslations("wispro.conflicts");
  const { total } = page.pagination;
  const more = total - page.items.length;
  return (
    <Section bleed title={t("title")} count={total > 0 ? total : undefined}>
      {total === 0 ? <p className="edge-x border-t border-line-hair py-5 type-data text-muted">{t("none")}</p> : null}
      <ul>
        {page.items.map((conflict) => (
          <AttentionRow
            key={conflict.id}
            icon={<Split aria-hidden className="text-warn" />}
            title={clientName(conflict)}
            detail={t(conflict.reason)}
            since={conflict.found_at}
            actions={maySettle ? <SettleDialog conflict={conflict} trigger={<Button>{t("settle")}</Button>} /> : null}
          />
        ))}
      </ul>
      {more > 0 ? <p className="edge-x border-t border-line-hair py-3 type-data text-muted">{t("more", { count: more })}</p> : null}
    </Section>
  );
}
