import { percentileOf } from "@/lib/measure/histogram";
import { cacheFigures } from "./cache-figures";
import { readCounted } from "./read-measurements";
import type { Context } from "@/lib/context/context";

/** How the system does now; null where nothing was measured. */
export interface Readings {
  responseMsP95: number | null;
  cpuPercent: number | null;
  memoryPercent: number | null;
  cacheErrorPercent: number | null;
  diskPercent: number | null;
}

/** Requests and the cache are judged by five minutes, the machines by the last two. */
const REQUEST_MINUTES = 5;
const MACHINE_MINUTES = 2;

/** What all processes measured in the last minutes. Of several machines the one that is worst off counts. */
export async function currentReadings(ctx: Pick<Context, "db" | "now">): Promise<Readings> {
  const [[requests], cache, machines] = await Promise.all([
    readCounted(ctx, { kinds: ["route"], minutes: REQUEST_MINUTES, by: "kind" }),
    readCounted(ctx, { kinds: ["cache"], minutes: REQUEST_MINUTES, by: "outcome" }),
    worstMachines(ctx),
  ]);
  const p95 = requests ? percentileOf(requests, 0.95) : null;
  return {
    responseMsP95: p95 === null ? null : p95 / 1000,
    cpuPercent: machines.get("cpu") ?? null,
    memoryPercent: machines.get("memory") ?? null,
    cacheErrorPercent: cacheFigures(cache).error_percent,
    diskPercent: machines.get("disk") ?? null,
  };
}

async function worstMachines({ db, now }: Pick<Context, "db" | "now">): Promise<Map<string, number>> {
  const rows = await db<{ name: string; percent: number }[]>`
    select name, max(percent) as percent from (
      select m.name, p.host, sum(m.sum) / sum(m.count) / 100 as percent
      from measurements m join processes p on p.id = m.process_id
      where m.kind = 'gauge' and m.span_seconds = 60 and m.at > ${now()}::timestamptz - make_interval(mins => ${MACHINE_MINUTES})
      group by m.name, p.host
    ) host group by name`;
  return new Map(rows.map((row) => [row.name, row.percent]));
}
