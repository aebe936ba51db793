"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { Ban, CircleCheck, CircleMinus, Undo2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { DialogSection } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error-note";
import { ProgressBar } from "@/components/ui/progress-bar";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { useFormat } from "@/components/ui/use-format";
import type { DryRun, Estado } from "@/lib/leads/schemas";

import { estadoList, estadoName } from "./estado-names";

export interface DryRunResultProps {
  query: UseQueryResult<DryRun>;
  /** The new state's code. */
  target: string;
  estados: ReadonlyArray<Estado>;
  tooMany: boolean;
}

/** What the change would do: how many change, how many stay, how many cannot, and why. */
export function DryRunResult({ query, target, estados, tooMany }: DryRunResultProps) {
  const t = useTranslations("leads.bulk");
  const format = useFormat();
  const offline = useTranslations("leads.problem")("offline");
  const result = query.data;
  return (
    <>
      <DialogSection className="pb-2!">
        <div className="flex min-h-7 flex-wrap items-center gap-x-2">
          <h3 className="type-body font-semibold text-strong">{t("simulation")}</h3>
          <p aria-live="polite" className="type-meta text-muted">
            {query.isFetching ? t("counting") : result ? <><RelativeTime value={query.dataUpdatedAt} />, {t("nothingSaved")}</> : null}
          </p>
          <Button variant="link" className="ml-auto max-md:h-8!" disabled={query.isFetching} onClick={() => void query.refetch()}>{t("repeat")}</Button>
        </div>
        {query.isError && !query.isFetching ? <ErrorNote>{query.error.message || offline}</ErrorNote> : null}
        {result ? <Counts result={result} target={target} estados={estados} /> : query.isError ? null : <CountsToCome />}
      </DialogSection>
      {result ? (
        <DialogSection className="flex gap-3 py-3! type-data">
          {tooMany ? (
            <ErrorNote>{t("tooMany", { total: result.total_leads, max: result.max_leads_per_job })}</ErrorNote>
          ) : (
            <>
              <Undo2 aria-hidden className="mt-0.5 text-muted" />
              <p>{t("duration", { duration: format.duration(result.estimated_seconds) })}</p>
            </>
          )}
        </DialogSection>
      ) : null}
    </>
  );
}

function Counts({ result, target, estados }: { result: DryRun; target: string; estados: ReadonlyArray<Estado> }) {
  const t = useTranslations("leads.bulk");
  const locale = useLocale();
  const name = estadoName(estados, target);
  const from = result.by_estado.map(({ estado }) => estado).filter((code) => code !== target);
  const reasons = result.by_reason.map(({ error, count }) => (error === "lead_not_found" || error === "state_changed" ? t(`reasons.${error}`, { count }) : `${count} ${error}`));
  const { will_update, unchanged, failed, total_leads } = result;
  return (
    <>
      <ProgressBar
        label={t("barLabel")}
        value={{ done: will_update, unchanged, failed }}
        max={total_leads}
        valueText={`${t("willUpdate")} ${will_update}, ${t("unchanged")} ${unchanged}, ${t("cannot")} ${failed}`}
        className="mt-2"
      />
      <dl className="mt-2">
        <Count icon={<CircleCheck aria-hidden className="text-accent" />} label={t("willUpdate")} value={will_update}>
          {will_update > 0 && from.length > 0 ? t("willUpdateFrom", { from: estadoList(estados, from, locale), to: name }) : t("willUpdateNone")}
        </Count>
        <Count icon={<CircleMinus aria-hidden className="text-muted" />} label={t("unchanged")} value={unchanged}>{t("unchangedWhy", { estado: name })}</Count>
        <Count icon={<Ban aria-hidden className={failed > 0 ? "text-danger" : "text-muted"} />} label={t("cannot")} value={failed}>{reasons.join(", ") || t("cannotNone")}</Count>
      </dl>
    </>
  );
}

interface CountProps {
  icon: ReactNode;
  label: string;
  value: number;
  children: ReactNode;
}

function Count({ icon, label, value, children }: CountProps) {
  const format = useFormat();
  return (
    <div className="grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-3 border-line-hair py-2 not-first:border-t">
      <dt className="contents">
        <span className="row-span-2 mt-0.5 flex">{icon}</span>
        <span className="type-data font-medium text-strong">{label}</span>
      </dt>
      <dd className="text-right text-[16px]/5 font-medium text-strong">{format.integer(value)}</dd>
      <dd className="col-span-2 col-start-2 type-meta text-muted">{children}</dd>
    </div>
  );
}

function CountsToCome() {
  return (
    <div className="mt-2 grid gap-px" aria-hidden>
      <Skeleton className="mb-2 h-1.5! w-full" />
      {[0, 1, 2].map((row) => (
        <div key={row} className="grid h-[53px] content-center gap-2">
          <Skeleton className="w-1/3" />
          <Skeleton className="w-1/2" />
        </div>
      ))}
    </div>
  );
}
