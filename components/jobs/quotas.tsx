import { useTranslations } from "next-intl";

import { ProgressBar } from "@/components/ui/progress-bar";
import { Section } from "@/components/ui/section";
import { Status } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import type { LimitView } from "@/lib/jobs/schemas";

const NEAR = 0.8;
const SHOWN: ReadonlyArray<string> = ["max_leads_per_day", "max_jobs_per_day", "max_pending_jobs"];

/** The reader's own limits that fill up, with a bar each. */
export function Quotas({ limits }: { limits: LimitView[] }) {
  const t = useTranslations("overview.quotas");
  const shown = SHOWN.flatMap((name) => limits.filter((limit) => limit.name === name));
  return (
    <Section first title={t("title")} count={t("yours")}>
      <ul className="grid">
        {shown.map((limit) => <Quota key={limit.name} limit={limit} />)}
      </ul>
    </Section>
  );
}

function Quota({ limit: { name, max, used, resets_at } }: { limit: LimitView }) {
  const t = useTranslations("overview.quotas");
  const format = useFormat();
  const share = max > 0 ? used / max : 1;
  const label = t(`names.${name as "max_leads_per_day"}`);
  return (
    <li className="border-t border-line-hair py-2.5">
      <p className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 type-data">
        <span className="text-base">{label}</span>
        <span className="text-muted">{t.rich("used", { used, max, share, strong: (chunks) => <span className="font-medium text-strong">{chunks}</span> })}</span>
      </p>
      <ProgressBar label={label} value={used} max={max} tone={share >= 1 ? "danger" : share >= NEAR ? "warn" : "data"} valueText={`${format.integer(used)} / ${format.integer(max)}`} />
      {share >= NEAR ? (
        <p className="mt-1.5 type-meta">
          <Status look="text" tone={share >= 1 ? "danger" : "warn"}>{t(share >= 1 ? "reached" : "near")}{resets_at ? ` ${t("resets", { at: format.hourMinute(resets_at) })}` : ""}</Status>
        </p>
      ) : null}
    </li>
  );
}
