"use client";

import { useTranslations } from "next-intl";

import { Stat, StatRow } from "@/components/ui/stat-row";
import { useFormat } from "@/components/ui/use-format";
import type { PerformanceStats } from "@/lib/monitoring/schemas";

const MEBIBYTE = 1024 * 1024;

/** What the machines and the shared parts have left. */
export function SystemRow({ stats: { system, event_loop, database, queue, cache, redis } }: { stats: PerformanceStats }) {
  const t = useTranslations("performance.system");
  const format = useFormat();
  const percent = (value: number | null) => (value === null ? "–" : format.percentWhole(value / 100));
  const latency = (value: number | null) => (value === null ? "–" : format.latency(value));
  return (
    <StatRow>
      <Stat label={t("cpu")} size="figure" value={percent(system.cpu_percent)} note={t("memory", { value: percent(system.memory_percent), disk: percent(system.disk_percent) })} />
      <Stat label={t("loop")} size="figure" value={latency(event_loop.p99_ms)} note={t("loopNote", { value: latency(event_loop.max_ms) })} />
      <Stat label={t("database")} size="figure" value={format.integer(database.connections)} context={t("of", { max: format.integer(database.max_connections) })} note={t("poolWait", { count: database.pool_wait.count })} />
      <Stat label={t("queue")} size="figure" value={format.integer(queue.waiting)} note={t("queueNote", { start: latency(queue.start_p95_ms), run: latency(queue.run_p95_ms) })} />
      <Stat label={t("cache")} size="figure" value={percent(cache.hit_percent)} note={t(redis ? "cacheNoteRedis" : "cacheNote", { errors: percent(cache.error_percent), megabytes: (redis?.memory_bytes ?? 0) / MEBIBYTE })} />
    </StatRow>
  );
}
