"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";

import type { DataColumn } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { Section } from "@/components/ui/section";
import { Status } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import type { QueueStats } from "@/lib/jobs/schemas";

/** Accepted to started within this, while there is room: beyond it the row says so. */
const START_GOAL_SECONDS = 20;

/** How each kind of work waits and runs, of the last day; kinds that nobody used are left out. */
export function QueuesTable({ queues }: { queues: QueueStats[] }) {
  const t = useTranslations("overview.queues");
  const kinds = useTranslations("jobs.kind");
  const format = useFormat();
  const columns = useMemo<DataColumn<QueueStats>[]>(() => {
    const seconds = (value: number | null) => (value === null ? <span className="text-muted">–</span> : value < 60 ? format.latency(value * 1000) : format.duration(value));
    return [
      { id: "kind", header: t("queue"), cell: (queue) => <span className="font-medium text-strong">{kinds(queue.kind)}</span> },
      { id: "waiting", header: t("waiting"), numeric: true, cell: (queue) => format.integer(queue.waiting) },
      { id: "oldest", header: t("oldest"), numeric: true, cell: (queue) => (queue.oldest_waiting_seconds === null ? <span className="text-muted">{t("nobody")}</span> : format.duration(queue.oldest_waiting_seconds)) },
      {
        id: "start",
        header: t("start"),
        numeric: true,
        cell: ({ start_delay_seconds_p95: delay }) =>
          delay !== null && delay > START_GOAL_SECONDS ? <Status look="text" tone="warn">{t("overGoal", { value: format.duration(delay), goal: format.duration(START_GOAL_SECONDS) })}</Status> : seconds(delay),
      },
      { id: "run", header: t("run"), numeric: true, cell: (queue) => seconds(queue.run_seconds_p95) },
    ];
  }, [t, kinds, format]);
  const used = queues.filter((queue, index) => index === 0 || queue.waiting > 0 || queue.start_delay_seconds_p95 !== null);
  return (
    <Section bleed first title={t("title")} count={t("lastDay")}>
      <DataTable caption={t("title")} columns={columns} rows={used} rowId={(queue) => queue.kind} rowName={(queue) => kinds(queue.kind)} stickyHead={false} />
    </Section>
  );
}
