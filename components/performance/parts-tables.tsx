"use client";

import { useTranslations } from "next-intl";

import type { DataColumn } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { Mono } from "@/components/ui/mono";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { Status } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import type { PerformanceStats } from "@/lib/monitoring/schemas";

type ProcessRow = PerformanceStats["processes"][number];
type OutsideRow = PerformanceStats["outside"][number];
type TaskRow = PerformanceStats["tasks"][number];
type CacheRow = PerformanceStats["cache"]["kinds"][number];
type StatementRow = NonNullable<PerformanceStats["statements"]>[number];

const KNOWN_KINDS = ["users", "clients", "reports", "session_qr", "session_status", "session_connection", "session_info"] as const;
const isKnownKind = (kind: string): kind is (typeof KNOWN_KINDS)[number] => (KNOWN_KINDS as readonly string[]).includes(kind);

const MEBIBYTE = 1024 * 1024;

/** Processes, tasks, the cache, outside systems and slow statements, a table each. */
export function PartsTables({ stats }: { stats: PerformanceStats }) {
  const t = useTranslations("performance");
  const format = useFormat();
  const latency = (value: number | null) => (value === null ? "–" : format.latency(value));
  const processes: DataColumn<ProcessRow>[] = [
    { id: "kind", header: t("processes.kind"), cell: (row) => <span className="font-medium text-strong">{t(`processes.kinds.${row.kind}`)}</span> },
    { id: "state", header: t("processes.state"), cell: (row) => <Status look="text" tone={row.alive ? "ok" : "danger"}>{t(row.alive ? "processes.alive" : "processes.gone")}</Status> },
    { id: "host", header: t("processes.host"), cell: (row) => <Mono>{`${row.host} ${row.pid}`}</Mono> },
    { id: "build", header: t("processes.build"), hideBelow: "lg", cell: (row) => <Mono>{row.build}</Mono> },
    { id: "memory", header: t("processes.memory"), numeric: true, cell: (row) => `${format.integer((row.state.rss_bytes ?? 0) / MEBIBYTE)} MB` },
    { id: "cpu", header: t("processes.cpu"), numeric: true, cell: (row) => format.percentWhole((row.state.cpu_percent ?? 0) / 100) },
    { id: "pool", header: t("processes.pool"), numeric: true, cell: (row) => t("processes.poolOf", { used: row.state.pool_in_use ?? 0, max: row.state.pool_max ?? 0 }) },
    { id: "seen", header: t("processes.seen"), numeric: true, cell: (row) => <RelativeTime value={row.seen_at} /> },
  ];
  const tasks: DataColumn<TaskRow>[] = [
    { id: "task", header: t("tasks.task"), cell: (row) => <Mono>{row.task}</Mono> },
    { id: "count", header: t("tasks.count"), numeric: true, cell: (row) => format.integer(row.count) },
    { id: "start", header: t("tasks.start"), numeric: true, cell: (row) => latency(row.start_p95_ms) },
    { id: "run", header: t("tasks.run"), numeric: true, cell: (row) => latency(row.p95_ms) },
    { id: "failed", header: t("tasks.failed"), numeric: true, cell: (row) => (row.failed === 0 ? "0" : <Status look="text" tone="danger">{format.integer(row.failed)}</Status>) },
  ];
  const cache: DataColumn<CacheRow>[] = [
    { id: "kind", header: t("cache.kind"), cell: (row) => <span className="font-medium text-strong">{isKnownKind(row.kind) ? t(`cache.kinds.${row.kind}`) : row.kind}</span> },
    { id: "hits", header: t("cache.hits"), numeric: true, cell: (row) => format.integer(row.hits) },
    { id: "misses", header: t("cache.misses"), numeric: true, cell: (row) => format.integer(row.misses) },
    { id: "share", header: t("cache.share"), numeric: true, cell: (row) => (row.hit_percent === null ? "–" : format.percentWhole(row.hit_percent / 100)) },
    { id: "age", header: t("cache.age"), numeric: true, hideBelow: "lg", cell: (row) => (row.age_mean_ms === null ? "–" : format.duration(row.age_mean_ms / 1000)) },
    { id: "stale", header: t("cache.stale"), numeric: true, hideBelow: "lg", cell: (row) => format.integer(row.stale) },
    { id: "errors", header: t("cache.errors"), numeric: true, cell: (row) => (row.errors === 0 ? "0" : <Status look="text" tone="danger">{format.integer(row.errors)}</Status>) },
  ];
  const outside: DataColumn<OutsideRow>[] = [
    { id: "system", header: t("outside.system"), cell: (row) => <span className="font-medium text-strong">{row.system}</span> },
    { id: "count", header: t("outside.count"), numeric: true, cell: (row) => format.integer(row.count) },
    { id: "p50", header: "p50", numeric: true, cell: (row) => latency(row.p50_ms) },
    { id: "p95", header: "p95", numeric: true, cell: (row) => latency(row.p95_ms) },
    { id: "outcomes", header: t("outside.outcomes"), cell: (row) => Object.entries(row.outcomes).map(([name, count]) => `${name} ${format.integer(count)}`).join(", ") },
  ];
  const statements: DataColumn<StatementRow>[] = [
    { id: "statement", header: t("statements.statement"), cell: (row) => <Mono className="line-clamp-2">{row.statement}</Mono> },
    { id: "calls", header: t("statements.calls"), numeric: true, cell: (row) => format.integer(row.calls) },
    { id: "mean", header: t("statements.mean"), numeric: true, cell: (row) => latency(row.mean_ms) },
    { id: "max", header: t("statements.max"), numeric: true, cell: (row) => latency(row.max_ms) },
    { id: "total", header: t("statements.total"), numeric: true, cell: (row) => latency(row.total_ms) },
  ];
  const none = (text: string) => <p className="edge-x py-6 type-data text-muted">{text}</p>;
  return (
    <>
      <Section bleed title={t("processes.title")} count={format.integer(stats.processes.length)}>
        <DataTable caption={t("processes.title")} columns={processes} rows={stats.processes} rowId={(row) => row.id} rowName={(row) => `${row.kind} ${row.pid}`} stickyHead={false} empty={none(t("processes.empty"))} />
      </Section>
      <Section bleed title={t("tasks.title")}>
        <DataTable caption={t("tasks.title")} columns={tasks} rows={stats.tasks} rowId={(row) => row.task} rowName={(row) => row.task} stickyHead={false} empty={none(t("tasks.empty"))} />
      </Section>
      <Section bleed title={t("cache.title")}>
        <DataTable caption={t("cache.title")} columns={cache} rows={stats.cache.kinds} rowId={(row) => row.kind} rowName={(row) => row.kind} stickyHead={false} empty={none(t("cache.empty"))} />
      </Section>
      <Section bleed title={t("outside.title")}>
        <DataTable caption={t("outside.title")} columns={outside} rows={stats.outside} rowId={(row) => row.system} rowName={(row) => row.system} stickyHead={false} empty={none(t("outside.empty"))} />
      </Section>
      <Section bleed title={t("statements.title")} count={t("statements.since")}>
        <DataTable caption={t("statements.title")} columns={statements} rows={stats.statements ?? []} rowId={(row) => row.statement} rowName={(row) => row.statement.slice(0, 60)} stickyHead={false} empty={none(t("statements.empty"))} />
      </Section>
    </>
  );
}
