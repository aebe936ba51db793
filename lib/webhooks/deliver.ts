import { Webhook } from "standardwebhooks";
import { PrivateAddress } from "./address";
import { post, type Posted } from "./post";
import { newSecret, openSecret, sealSecret } from "./secrets";
import { settings } from "@/lib/config/env";
import { SYSTEM } from "@/lib/auth/actor";
import type { Context } from "@/lib/context/context";
import { findJob } from "@/lib/jobs/find-job";
import { recordSince } from "@/lib/measure/recorder";

const TIMEOUT_MS = 15_000;
/** Seconds until the next attempt: together about a day. */
const BACKOFF_SECONDS = [5, 30, 120, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 28_800];
const DISABLE_AFTER_HOURS = 24;

interface Delivery {
  id: number;
  messageId: string;
  event: string;
  subject: string;
  body: string | null;
  /** This one included. */
  attempts: number;
  createdAt: Date;
  endpointId: number | null;
  url: string;
  owner: string | null;
  secret: string | null;
  previousSecret: string | null;
}

/** One attempt at a delivery. What fails is queued anew with growing waits, for a day; a worker killed in between attempts it again under the same id. */
export async function deliver(ctx: Context, deliveryId: number): Promise<void> {
  const delivery = await takeDelivery(ctx, deliveryId);
  if (!delivery) return;
  const body = await bodyOf(ctx, delivery);
  const timestamp = ctx.now();
  const secrets = await secretsOf(ctx, delivery);
  const signature = secrets.map((secret) => new Webhook(secret).sign(delivery.messageId, timestamp, body)).join(" ");
  const headers = {
    "Content-Type": "application/json", "User-Agent": "Tanda-Webhooks/1", "webhook-id": delivery.messageId,
    "webhook-timestamp": String(Math.floor(timestamp.getTime() / 1000)), "webhook-signature": signature,
  };
  const startedAt = performance.now();
  const outcome = await post(delivery.url, body, { headers, timeoutMs: TIMEOUT_MS, allowPrivate: settings().WEBHOOK_ALLOW_PRIVATE }).catch((error: unknown) => failureOf(error));
  recordSince("outside", "Webhooks", "error" in outcome ? outcome.error : `${Math.floor(outcome.status / 100)}xx`, startedAt);
  await record(ctx, delivery, outcome);
}

/** Counts the attempt before it is made, so that one that a crash cuts off is in the log too. */
async function takeDelivery({ db }: Context, id: number): Promise<Delivery | undefined> {
  const [row] = await db<Delivery[]>`
    update webhook_deliveries d set attempts = d.attempts + 1, last_attempt_at = clock_timestamp()
    from webhook_deliveries t left join webhook_endpoints e on e.id = t.endpoint_id left join webhook_owner_secrets o on o.owner = t.owner
    where d.id = ${id} and t.id = d.id and d.status = 'pending' and (t.endpoint_id is null or e.status = 'active')
    returning d.id, d.message_id as "messageId", d.event, d.subject, d.body, d.attempts, d.created_at as "createdAt", d.endpoint_id as "endpointId",
      coalesce(e.url, d.url) as url, d.owner, coalesce(e.secret, o.secret) as secret, case when e.previous_until > now() then e.previous_secret end as "previousSecret"`;
  return row;
}

/** The body as every attempt sends it. A job's is what its GET shows; it is read once, then kept. */
async function bodyOf(ctx: Context, { id, event, subject, body, endpointId, createdAt }: Delivery): Promise<string> {
  let data = body;
  if (data === null) {
    data = JSON.stringify(await findJob({ ...ctx, actor: SYSTEM }, subject));
    await ctx.db`update webhook_deliveries set body = ${data} where id = ${id} and body is null`;
  }
  return endpointId === null ? data : `{"type":${JSON.stringify(event)},"timestamp":${JSON.stringify(createdAt.toISOString())},"data":${data}}`;
}

async function secretsOf({ db }: Context, { secret, previousSecret, owner }: Delivery): Promise<string[]> {
  if (secret) return [secret, previousSecret].filter((sealed) => sealed !== null).map(openSecret);
  const [row] = await db<{ secret: string }[]>`
    insert into webhook_owner_secrets (owner, secret) values (${owner}, ${sealSecret(newSecret())})
    on conflict (owner) do update set secret = webhook_owner_secrets.secret returning secret`;
  return [openSecret(row!.secret)];
}

interface Failure {
  error: string;
}

/** A code: what the network says may name hosts. */
function failureOf(error: unknown): Failure {
  if (error instanceof PrivateAddress) return { error: "private_address" };
  const { code, name } = error as { code?: unknown; name?: string };
  return { error: name === "AbortError" || name === "TimeoutError" ? "timeout" : typeof code === "string" ? code : "failed" };
}

async function record(ctx: Context, delivery: Delivery, outcome: Posted | Failure): Promise<void> {
  const answered = "status" in outcome ? outcome : null;
  const delivered = answered !== null && answered.status >= 200 && answered.status < 300;
  const waitSeconds = delivered ? null : (BACKOFF_SECONDS[delivery.attempts - 1] ?? null);
  const status = delivered ? "delivered" : waitSeconds === null ? "failed" : "pending";
  const nextAt = waitSeconds === null ? null : new Date(Date.now() + waitSeconds * 1000 * (0.8 + Math.random() * 0.4));
  await ctx.db.begin(async (db) => {
    await db`
      update webhook_deliveries set status = ${status}, next_attempt_at = ${nextAt},
        response_status = ${answered?.status ?? null}, response_body = ${answered?.body ?? null}, error = ${"error" in outcome ? outcome.error : null},
        delivered_at = case when ${delivered} then clock_timestamp() end
      where id = ${delivery.id} and status = 'pending'`;
    if (nextAt) await db`select webhook_enqueue(${delivery.id}, ${nextAt})`;
    if (delivery.endpointId === null) return;
    if (delivered) await db`update webhook_endpoints set failing_since = null where id = ${delivery.endpointId} and failing_since is not null`;
    else {
      await db`
        update webhook_endpoints set failing_since = coalesce(failing_since, clock_timestamp()),
          status = case when status = 'active' and failing_since < now() - make_interval(hours => ${DISABLE_AFTER_HOURS}) then 'disabled' else status end
        where id = ${delivery.endpointId}`;
    }
  });
  if (!delivered) ctx.log.warn({ delivery: delivery.id, endpoint: delivery.endpointId, status: answered?.status, error: "error" in outcome ? outcome.error : undefined, next_at: nextAt }, "webhook not delivered: see its deliveries");
}
