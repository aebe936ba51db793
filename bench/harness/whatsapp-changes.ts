import { createInterface } from "node:readline";
import pino from "pino";
import { database } from "@/lib/db/sql";
import { gatewayToken } from "@/lib/auth/gateway-token";
import { createOutbox } from "@/worker/gateway/outbox/outbox";
import type { SessionStatus } from "@/lib/whatsapp/report-schemas";

/**
 * A gateway's outbox whose sessions go on changing, in a process of its own. Arguments: the web's address, sessions, events a minute. A line `go` on
 * standard input has them change; `pause` ends that and prints what each session said last, and what the outbox looks like.
 */
const [webUrl, sessions, perMinute] = [process.argv[2]!, ...process.argv.slice(3).map(Number)] as [string, number, number];
const outbox = createOutbox({ db: database(), gatewayId: "bench", webUrl, token: gatewayToken(), log: pino({ level: "silent" }) });
const STATUSES: SessionStatus[] = ["pending", "active", "inactive", "failed"];
const SHARE_OF_CHANGES = 0.2;
const TICK_MS = 20;
const last = new Map<string, string>();
let seq = 0;
let turns = 0;
let timer: NodeJS.Timeout | undefined;
let rss = 0;

function turn(): void {
  const sessionId = `bench${turns++ % sessions}`;
  outbox.qr({ sessionId, epoch: 1, seq: ++seq, qr: `2@${crypto.randomUUID().repeat(6)}`, expiresAt: new Date(Date.now() + 20_000) });
  if (last.has(sessionId) && Math.random() > SHARE_OF_CHANGES) return;
  const reason = String(++seq);
  last.set(sessionId, reason);
  outbox.status({ sessionId, epoch: 1, seq, status: STATUSES[seq % STATUSES.length]!, reason, at: new Date() });
}

function go(): void {
  const startedAt = performance.now();
  let done = 0;
  timer = setInterval(() => {
    for (const due = Math.floor(((performance.now() - startedAt) * perMinute) / 60_000); done < due; done += 1) turn();
    rss = Math.max(rss, process.memoryUsage().rss);
  }, TICK_MS);
}

createInterface({ input: process.stdin }).on("line", (line) => {
  clearInterval(timer);
  if (line === "go") return go();
  console.log(JSON.stringify({ last: [...last], rss, batch: outbox.gauges().batch }));
}).on("close", () => process.exit(0));
for (let n = 0; n < sessions; n += 1) turn();
