import { randomInt, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { type ConnectSlots, createConnectSlots } from "./connect-slots";
import type { Outbox } from "./outbox/types";
import { Sessions } from "./sessions";
import type { SocketOptions } from "./socket";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";
import { holdLock } from "@/lib/db/held-lock";
import type { Log } from "@/lib/log/log";
import { createSeal } from "@/lib/whatsapp/auth-seal";
import { watchDesired } from "@/lib/whatsapp/watch-desired";
import { beat, GATEWAY_LOCK_CLASS, reapGateways, registerGateway, releaseAll, retireGateway } from "@/lib/whatsapp/lease";

const BEAT_EVERY_MS = 1_000;
const RECONCILE_EVERY_MS = 5_000;
const TOUCH_EVERY_MS = 60_000;
const RESTART_DELAY_MS = 1_000;
const DRAIN_MS = 15_000;

export interface GatewayPorts {
  db: Context["db"];
  databaseUrl: string;
  log: Log;
  /** Where its own HTTP answers, for the console. */
  url: string;
  socket: SocketOptions;
  /** Where what sessions report goes, for a life. */
  openOutbox: (gatewayId: string) => Outbox;
}

export interface Gateway {
  /** The life that runs now; none between two. */
  current(): GatewayLife | undefined;
  slots: ConnectSlots;
  /** Closes all sessions in order, sends what waits and gives the sessions back. */
  stop(): Promise<void>;
}

export interface GatewayLife {
  id: string;
  sessions: Sessions;
  outbox: Outbox;
}

/**
 * Holds sessions until stopped. One life is one liveness lock and one row of `whatsapp_gateways`; when the database goes away the life ends with
 * all its sockets, and a new one begins as soon as it is back.
 */
export async function startGateway(ports: GatewayPorts): Promise<Gateway> {
  const stopping = new AbortController();
  const slots = createConnectSlots(settings().GATEWAY_MAX_CONNECTS);
  let current: GatewayLife | undefined;
  let first!: { resolve: () => void; reject: (error: unknown) => void };
  const started = new Promise<void>((resolve, reject) => (first = { resolve, reject }));
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      await liveOnce(ports, slots, stopping.signal, (life) => {
        current = life;
        if (life) first.resolve();
      }).catch((error: unknown) => ports.log.error({ err: error }, "gateway lost its database: its sessions are closed; trying again in a second"));
      current = undefined;
      await sleep(RESTART_DELAY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  ended.catch(first.reject);
  await started;
  return {
    slots,
    current: () => current,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

/** From taking the lock until it is lost, or until the gateway is told to stop. */
async function liveOnce(ports: GatewayPorts, slots: ConnectSlots, stopping: AbortSignal, onLife: (life: GatewayLife) => void): Promise<void> {
  const { db, log } = ports;
  const id = `gw_${randomUUID()}`;
  const lockKey = randomInt(1, 2 ** 31 - 1);
  const over = new AbortController();
  const end = () => over.abort();
  stopping.addEventListener("abort", end, { once: true });
  let sessions: Sessions | undefined;
  const lost = (reason: string) => {
    log.warn({ reason, gateway_id: id }, "gateway life ended: others take its sessions over");
    end();
  };
  const lock = await holdLock({ url: ports.databaseUrl, lockClass: GATEWAY_LOCK_CLASS, lockKey, name: "tanda gateway life" }, lost);
  try {
    await registerGateway(db, { id, pid: process.pid, host: hostname(), url: ports.url, lockKey });
    const outbox = ports.openOutbox(id);
    sessions = new Sessions({ db, outbox, slots, log, seal: createSeal(settings().AUTH_SECRET), socket: ports.socket }, id);
    const endTicking = tick(ports, id, sessions, over.signal, lost);
    log.info({ gateway_id: id }, "gateway ready");
    onLife({ id, sessions, outbox });
    await aborted(over.signal);
    endTicking();
    await (stopping.aborted ? drain(ports, id, sessions, outbox) : sessions.close());
    if (!stopping.aborted) void outbox.drain(0);
  } finally {
    stopping.removeEventListener("abort", end);
    await sessions?.close();
    await lock.release();
  }
}

/** Heartbeat, take-over and what is wanted; each at its pace, and at once when the console orders something. Answers what ends it. */
function tick({ db, log }: GatewayPorts, id: string, sessions: Sessions, over: AbortSignal, lost: (reason: string) => void): () => void {
  const quietly = (work: Promise<unknown>) => void work.catch((error: unknown) => over.aborted || log.warn({ err: error }, "gateway tick failed: tried again in a second"));
  const reconcile = inTurn((ids) => sessions.reconcile(ids));
  const heart = async () => {
    if (over.aborted) return;
    if (!(await beat(db, id))) return lost("others held this gateway for dead");
    for (const gone of await reapGateways(db, { forget: true })) log.warn({ gateway_id: gone.id, sessions: gone.sessions }, "a gateway is gone: its sessions are taken over");
    await reconcile([]);
  };
  const timers = [
    setInterval(() => quietly(heart()), BEAT_EVERY_MS),
    setInterval(() => quietly(reconcile(undefined)), RECONCILE_EVERY_MS),
    setInterval(() => quietly(sessions.touch()), TOUCH_EVERY_MS),
  ];
  const watching = watchDesired(db, (ids) => quietly(reconcile(ids)));
  quietly(watching);
  return () => {
    for (const timer of timers) clearInterval(timer);
    void watching.then((end) => end()).catch(() => undefined);
  };
}

/** One at a time; what comes meanwhile is one more run, of all when more than one thing was asked. */
function inTurn(run: (ids: string[] | undefined) => Promise<void>): (ids: string[] | undefined) => Promise<void> {
  let running: Promise<void> | undefined;
  let waiting: { ids: string[] | undefined } | undefined;
  const start = async (ids: string[] | undefined): Promise<void> => {
    try {
      await run(ids);
    } finally {
      running = undefined;
      const next = waiting;
      waiting = undefined;
      if (next) running = start(next.ids);
    }
  };
  return (ids) => {
    if (!running) return (running = start(ids));
    waiting = { ids: waiting === undefined ? ids : waiting.ids && ids ? [...waiting.ids, ...ids] : undefined };
    return running;
  };
}

async function drain({ db, log }: GatewayPorts, id: string, sessions: Sessions, outbox: Outbox): Promise<void> {
  await retireGateway(db, id).catch(() => undefined);
  await sessions.close("gateway_stopped");
  await outbox.drain(DRAIN_MS);
  await releaseAll(db, id).catch((error: unknown) => log.warn({ err: error }, "sessions could not be given back: others take them over by themselves"));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve(), { once: true })));
}
