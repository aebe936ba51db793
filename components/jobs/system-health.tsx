"use client";

import { useTranslations } from "next-intl";

import { useLive } from "@/components/live/use-live";
import { type HealthItem, HealthRow } from "@/components/ui/health-row";
import { useFormat } from "@/components/ui/use-format";
import type { QueueOverview } from "@/lib/jobs/schemas";

/** A job that has waited so long says that the queue does not keep up. */
const LATE_SECONDS = 60;

interface SystemHealthProps {
  queue: QueueOverview;
  /** Milliseconds of a round trip; null when the database does not answer. */
  databaseMs: number | null;
  /** The workers are the house's own business: tenants are told of the service only. */
  showsWorkers: boolean;
  /** Cells of other rooms, after these. */
  more?: HealthItem[];
}

/** Whether the parts are well, a cell each. */
export function SystemHealth({ queue: initial, databaseMs, showsWorkers, more = [] }: SystemHealthProps) {
  const t = useTranslations("overview.health");
  const format = useFormat();
  const queue = useLive({ topic: "queue", path: "/api/crm/queue", initialData: initial });
  const database: HealthItem = {
    key: "database",
    label: t("database"),
    shortLabel: t("databaseShort"),
    tone: databaseMs === null ? "danger" : "ok",
    value: databaseMs === null ? t("away") : t("answers"),
    note: databaseMs === null ? t("awayDetail") : t("answersIn", { time: format.latency(Math.max(1, databaseMs)) }),
  };
  return <HealthRow items={[...(showsWorkers ? [workersCell(queue, t)] : []), queueCell(queue, t, format), database, ...more]} />;
}

type Texts = ReturnType<typeof useTranslations<"overview.health">>;

function workersCell({ workers }: QueueOverview, t: Texts): HealthItem {
  const alive = workers.filter((worker) => worker.alive);
  const slots = alive.reduce((sum, worker) => sum + worker.concurrency, 0);
  const tone = alive.length === 0 ? "danger" : alive.length < workers.length ? "warn" : "ok";
  return {
    key: "workers",
    label: t("workers"),
    shortLabel: t("workersShort"),
    tone,
    value: tone === "warn" ? t("workersSome", { alive: alive.length, all: workers.length }) : t("workersAlive", { alive: alive.length }),
    note: alive.length === 0 ? t("workersNone") : t("slots", { count: slots }),
  };
}

function queueCell({ counts, oldest_waiting_seconds: oldest, start_delay_seconds_p95: delay }: QueueOverview, t: Texts, format: ReturnType<typeof useFormat>): HealthItem {
  const late = oldest !== null && oldest > LATE_SECONDS;
  return {
    key: "queue",
    label: t("queue"),
    shortLabel: t("queueShort"),
    tone: late ? "warn" : "ok",
    value: counts.queued === 0 ? t("queueFree") : t("queueWaiting", { count: counts.queued }),
    note: late ? t("oldest", { time: format.duration(oldest) }) : delay === null ? t("noJobs") : t("startsIn", { time: format.latency(delay * 1000) }),
  };
}
