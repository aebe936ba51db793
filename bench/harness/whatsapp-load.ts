import pino from "pino";
import { database } from "@/lib/db/sql";
import { gatewayToken } from "@/lib/auth/gateway-token";
import { createOutbox } from "@/worker/gateway/outbox/outbox";
import type { SessionStatus } from "@/lib/whatsapp/report-schemas";

/**
 * A gateway's outbox with the events of so many sessions and nothing else, in a process of its own so that its CPU and memory are its own.
 * Arguments: the web's address, sessions, events a minute, seconds. Prints what it measured of itself.
 */
const [webUrl, sessions, perMinute, seconds] = [process.argv[2]!, ...process.argv.slice(3).map(Number)] as [string, number, number, number];
const outbox = createOutbox({ db: database(), gatewayId: "bench", webUrl, token: gatewayToken(), log: pino({ level: "warn" }) });
const states = Array.from({ length: sessions }, () => ({ seq: 0, qr: "", status: "pending" as SessionStatus }));
const SHARE_OF_NEW_QRS = 0.5;
const SHARE_OF_CHANGES = 0.1;
const TICK_MS = 20;

/** Both events of a session's turn: a QR, new or repeated, and a status, mostly the one it has. */
function turn(n: number): void {
  const state = states[n]!;
  const sessionId = `bench${n}`;
  if (state.qr === "" || Math.random() < SHARE_OF_NEW_QRS) state.qr = `2@${crypto.randomUUID().repeat(6)}`;
  outbox.qr({ sessionId, epoch: 1, seq: ++state.seq, qr: state.qr, expiresAt: new Date(Date.now() + 20_000) });
  if (Math.random() < SHARE_OF_CHANGES) state.status = state.status === "pending" ? "inactive" : "pending";
  outbox.status({ sessionId, epoch: 1, seq: ++state.seq, status: state.status, at: new Date() });
}

// Every session has begun before the clock does: what is measured is what goes on, not the start.
for (let n = 0; n < sessions; n += 1) turn(n);
while (outbox.gauges().batch.sent < sessions * 2) await new Promise((resolve) => setTimeout(resolve, TICK_MS));
await database()`truncate bench_rows`;
const begun = outbox.gauges().batch.requests;
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
let turns = 0;
let rss = 0;
await new Promise<void>((resolve) => {
  const timer = setInterval(() => {
    const elapsed = performance.now() - startedAt;
    for (const due = Math.floor((elapsed * perMinute) / 2 / 60_000); turns < due; turns += 1) turn(turns % sessions);
    rss = Math.max(rss, process.memoryUsage().rss);
    if (elapsed < seconds * 1000) return;
    clearInterval(timer);
    resolve();
  }, TICK_MS);
});
const cpu = process.cpuUsage(cpuBefore);
const wallMs = performance.now() - startedAt;
await outbox.drain(10_000);
const { batch, cache } = outbox.gauges();
console.log(JSON.stringify({ events: turns * 2, cpuShare: (cpu.user + cpu.system) / 1000 / wallMs, rss, requests: batch.requests - begun, failedRequests: batch.failedRequests, batch, cache }));
process.exit(0);
