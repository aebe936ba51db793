"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { api } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogClose, DialogSection } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import type { AcceptedJob } from "@/lib/jobs/schemas";
import type { DryRun, Estado } from "@/lib/leads/schemas";

import { BulkProblem, useWaitSeconds } from "./bulk-problem";
import { bulkChange, type BulkTarget, shownEstados } from "./bulk-target";
import { DryRunResult } from "./dry-run-result";
import { estadoName } from "./estado-names";
import { type BulkChange, dryRunQuery, refreshLeads } from "./queries";

export interface BulkDialogProps {
  target: BulkTarget;
  estados: ReadonlyArray<Estado>;
  onClose: () => void;
}

/** Changes the state of many leads: choose it, see what would happen, then start the job. Every failure leaves what was chosen. */
export function BulkDialog({ target, estados, onClose }: BulkDialogProps) {
  const t = useTranslations("leads.bulk");
  const [estado, setEstado] = useState<string>();
  const [onlyShown, setOnlyShown] = useState(true);
  const change = estado === undefined ? null : bulkChange(target, estado, onlyShown);
  const dryRun = useQuery(dryRunQuery(change));
  const start = useStart(estados, dryRun.data);
  const waitSeconds = useWaitSeconds(start.error, start.submittedAt);
  const active = estados.filter((each) => each.active);
  const result = dryRun.data;
  const tooMany = result !== undefined && result.total_leads > result.max_leads_per_job;
  const ready = change !== null && result !== undefined && !dryRun.isFetching && !tooMany && result.will_update > 0 && waitSeconds === 0;
  const count = target.kind === "ids" ? target.ids.length : (result?.total_leads ?? target.total);
  const capped = target.kind === "filter" && target.capped && !result;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={capped ? t("titleCapped", { count }) : t("title", { count })}
      description={target.kind === "ids" ? t("picked", { count }) : target.text}
      footer={
        <>
          <DialogClose><Button>{t("cancel")}</Button></DialogClose>
          <Button variant="primary" disabled={!ready} loading={start.isPending} onClick={() => change && start.mutate(change)}>
            {result && estado ? t("start", { count: result.will_update, estado: estadoName(estados, estado) }) : t("startNothing")}
          </Button>
        </>
      }
    >
      <DialogSection className="grid gap-3">
        <Field label={t("estado")}>
          <Select
            value={estado}
            onValueChange={(next) => {
              setEstado(next);
              start.reset();
            }}
            placeholder={t("choose")}
            options={active.map((each) => ({ value: each.code, label: each.name, meta: each.code === estado ? t("ofEstados", { count: active.length }) : undefined }))}
          />
        </Field>
        {shownEstados(target) ? (
          <Checkbox checked={onlyShown} onChange={(event) => setOnlyShown(event.target.checked)} label={t("onlyShown")} hint={t("onlyShownHint")} />
        ) : null}
      </DialogSection>
      {change ? <DryRunResult query={dryRun} target={change.estado} estados={estados} tooMany={tooMany} /> : null}
      <BulkProblem error={start.error} waitSeconds={waitSeconds} />
    </Dialog>
  );
}

/** Starts the job, says so, and goes to where it can be watched. */
function useStart(estados: ReadonlyArray<Estado>, dryRun: DryRun | undefined) {
  const t = useTranslations("leads.bulk");
  const router = useRouter();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: BulkChange) => api<AcceptedJob>("/api/crm/leads/bulk-status-async", { method: "POST", body: change, creates: true }),
    onSuccess: (job, { estado }) => {
      const count = dryRun?.will_update ?? job.total_leads;
      notify.ok(t("started", { count, estado: estadoName(estados, estado) }), { description: t("startedJob", { job: job.job_id }) });
      void refreshLeads(client);
      router.push(`/jobs/${job.job_id}`);
    },
  });
}
