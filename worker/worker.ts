import { EventEmitter } from "node:events";
import { Logger, run, type Runner, type TaskList, type WorkerEvents, type WorkerPool } from "graphile-worker";
import { setTimeout as sleep } from "node:timers/promises";
import { CRON_ITEMS } from "./crontab";
import { startLife, type Life } from "@/lib/jobs/liveness";
import { TASKS } from "./registry";
import { SYSTEM } from "@/lib/auth/actor";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";
import { closeDatabase, database } from "@/lib/db/sql";
import { log } from "@/lib/log/log";
import { measured, record } from "@/lib/measure/recorder";
import { traced } from "@/lib/trace/trace";

const KEEP_ALIVE_EVERY_MS = 1_000;
const RESTART_DELAY_MS = 1_000;
/** Each place of a worker looks by itself so seldom: a notification calls it to a new job, and `keepAlive` to one that came due. */
const POLL_MS = 30_000;
const GIVE_UP_MS = 3_000;

export interface Worker {
  /** Lets the chunks in hand finish, hands the rest back and ends. */
  stop(): Promise<void>;
}

/**
 * Takes jobs until stopped. One life is one liveness lock and one pool of the queue; when the database goes away the life ends, and a new one
 * begins as soon as it is back.
 */
export async function startWorker(): Promise<Worker> {
  const stopping = new AbortController();
  let first!: { resolve: () => void; reject: (error: unknown) => void };
  const started = new Promise<void>((resolve, reject) => (first = { resolve, reject }));
  const ended = liveOnAndOn(stopping.signal, first.resolve);
  ended.catch(first.reject);
  await started;
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

async function liveOnAndOn(stopping: AbortSignal, onReady: () => void): Promise<void> {
  while (!stopping.aborted) {
    try {
      await liveOnce(stopping, onReady);
    } catch (error) {
      log().error({ err: error }, "worker lost its database; trying again in a second");
    }
    if (stopping.aborted) return;
    // What the lost connections left behind goes with their pool; the next life opens its own.
    void closeDatabase();
    await sleep(RESTART_DELAY_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
}

/** From taking the lock until it is lost, or until the worker is told to stop. */
async function liveOnce(stopping: AbortSignal, onReady: () => void): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  stopping.addEventListener("abort", end, { once: true });
  let life: Life | undefined;
  let pool: WorkerPool | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    life = await startLife(settings().DATABASE_URL, database(), log(), (reason) => {
      log().warn({ reason }, "worker life ended");
      end();
    });
    await life.beat(undefined, 0);
    const events = new EventEmitter() as WorkerEvents;
    events.on("pool:create", ({ workerPool }) => (pool = workerPool));
    const runner = await startRunner(life, events, over.signal, () => pool?.id ?? "");
    timer = setInterval(() => void keepAlive(life!, pool, over.signal).catch(() => undefined), KEEP_ALIVE_EVERY_MS);
    log().info({ pool_id: pool?.id, concurrency: settings().WORKER_CONCURRENCY }, "worker ready");
    onReady();
    await Promise.race([runner.promise, aborted(over.signal)]);
    const stopped = runner.stop().catch(() => undefined);
    // With the database gone a task may never end; what it still tries is fenced by the job's row. A drain waits for its chunks.
    await (stopping.aborted ? stopped : Promise.race([stopped, sleep(GIVE_UP_MS)]));
  } finally {
    stopping.removeEventListener("abort", end);
    clearInterval(timer);
    await life?.end(pool?.id);
  }
}

async function keepAlive(life: Life, pool: WorkerPool | undefined, over: AbortSignal): Promise<void> {
  const due = await life.beat(pool?.id, settings().WORKER_CONCURRENCY);
  if (due > 0 && pool && !over.aborted) pool.nudge(due);
}

async function startRunner(life: Life, events: WorkerEvents, signal: AbortSignal, workerId: () => string): Promise<Runner> {
  const { DATABASE_URL, WORKER_CONCURRENCY } = settings();
  // The pool must be registered before it can lock a job: a worker killed between the two would keep its jobs for hours.
  const registered = new Promise<void>((resolve, reject) => {
    events.on("pool:create", ({ workerPool }) => void life.register(workerPool.id, WORKER_CONCURRENCY).then(resolve, reject));
  });
  const runner = await run({
    connectionString: DATABASE_URL,
    concurrency: WORKER_CONCURRENCY,
    maxPoolSize: WORKER_CONCURRENCY + 2,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    parsedCronItems: CRON_ITEMS,
    taskList: taskList(signal, registered, workerId),
    events,
    logger: new Logger(() => (level, message) => level === "error" || level === "warning" ? log().warn({ queue: message }, "queue") : undefined),
  });
  await registered;
  return runner;
}

/** The registry as graphile-worker wants it: each payload parsed, each task with a context of its own. */
function taskList(signal: AbortSignal, registered: Promise<void>, workerId: () => string): TaskList {
  return Object.fromEntries(
    Object.entries(TASKS).map(([name, task]) => [
      name,
      async (payload, { job }) => {
        await registered;
        const requestId = `${name}#${job.id}`;
        const logger = log().child({ request_id: requestId });
        const ctx: Context = { actor: SYSTEM, db: database(), requestId, now: () => new Date(), log: logger, signal, locale: "es" };
        record("queue", name, "ok", (Date.now() - job.run_at.getTime()) * 1000);
        await traced({ name: `task ${name}`, kind: "consumer", parent: parentOf(payload) }, () =>
          measured("task", name, async () => {
            const { run: runTask } = await task.load();
            await runTask({ ctx, workerId: workerId() }, task.payload.parse(payload));
          }));
      },
    ]),
  );
}

/** The span of whoever queued it. */
function parentOf(payload: unknown): string | null {
  const parent = (payload as { traceparent?: unknown } | null)?.traceparent;
  return typeof parent === "string" ? parent : null;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve(), { once: true })));
}
