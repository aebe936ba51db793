import { z } from "zod";
import type { Context } from "@/lib/context/context";
import { listWorkers } from "@/lib/jobs/queue-overview";
import { pingRedis } from "./parts";

const partSchema = z.object({ status: z.enum(["ok", "down"]), latency_ms: z.number().nullable(), detail: z.string().nullable() });

export const healthSchema = z.object({
  status: z.enum(["ok", "down"]),
  parts: z.record(z.string(), partSchema),
  time: z.iso.datetime(),
});

type Part = z.infer<typeof partSchema>;
/** A gateway or a Redis that there is not, is not asked. */
type Parts = { database: Part; queue: Part; worker: Part; gateway?: Part; redis?: Part };

/** Is this process of use: does the database answer? Nothing else is asked, so that a slow gateway or Redis holds no check up. */
export async function readiness(ctx: Context): Promise<{ status: "ok" | "down"; parts: { database: Part }; time: string }> {
  const database = await probeDatabase(ctx);
  return { status: database.status, parts: { database }, time: ctx.now().toISOString() };
}

const probeDatabase = ({ db }: Context) => probe(async () => void (await db`select 1`));

/** Asks each part of the system for a sign of life, all at once. `down` when one of those that there are is. */
export async function health(ctx: Context): Promise<{ status: "ok" | "down"; parts: Parts; time: string }> {
  const [database, queue, worker, gateway, redis] = await Promise.all([
    probeDatabase(ctx),
    probe(async () => void (await ctx.db`select 1 from graphile_worker._private_tasks limit 1`)),
    probe(async () => {
      const alive = (await listWorkers(ctx)).filter((entry) => entry.alive).length;
      if (alive === 0) throw new Error("no worker has sent a heartbeat in the last 10 s: start one with npm run worker");
      return `${alive} alive`;
    }),
    probe(() => gatewaysAlive(ctx)),
    probe(async () => ((await pingRedis()) ? undefined : NOT_THERE)),
  ]);
  const parts = { database, queue, worker, ...present({ gateway, redis }) };
  const status = Object.values(parts).every((part) => part.status === "ok") ? "ok" : "down";
  return { status, parts, time: ctx.now().toISOString() };
}

/** What a probe answers of a part that this system does not have. */
const NOT_THERE = "not there";
const GATEWAY_SILENT_SECONDS = 10;

async function gatewaysAlive({ db }: Context): Promise<string> {
  const [row] = await db<{ known: number; alive: number }[]>`
    select count(*) as known, count(*) filter (where heartbeat_at > now() - make_interval(secs => ${GATEWAY_SILENT_SECONDS})) as alive from whatsapp_gateways`;
  if (row!.known === 0) return NOT_THERE;
  if (row!.alive === 0) throw new Error("no gateway has sent a heartbeat in the last 10 s: start one with npm run gateway");
  return `${row!.alive} alive`;
}

function present(parts: Record<"gateway" | "redis", Part>): Partial<typeof parts> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part.detail !== NOT_THERE));
}

const PROBE_TIMEOUT_MS = 3_000;

async function probe(ask: () => Promise<string | void>): Promise<Part> {
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PROBE_TIMEOUT_MS} ms`)), PROBE_TIMEOUT_MS);
  });
  try {
    const detail = await Promise.race([ask(), timeout]);
    return { status: "ok", latency_ms: Math.round((performance.now() - startedAt) * 10) / 10, detail: detail ?? null };
  } catch (error) {
    return { status: "down", latency_ms: null, detail: probeDetail(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** A driver's error may name hosts and users: only our own words and its code are shown. */
function probeDetail(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" ? code : error instanceof Error ? error.message : "failed";
}
