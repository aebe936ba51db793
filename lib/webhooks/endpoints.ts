import type { z } from "zod";
import { PrivateAddress, resolvePublic } from "./address";
import type { createWebhookSchema, updateWebhookSchema, WebhookEndpoint } from "./schemas";
import { newSecret, sealSecret } from "./secrets";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, ownerKey } from "@/lib/auth/actor";
import { requirePermission } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/sql";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { invalidRequest } from "@/lib/http/validate";

/** How long the secret before a rotation goes on signing. */
const GRACE_HOURS = 24;

type Row = Omit<WebhookEndpoint, "failing_since" | "previous_secret_until" | "created_at"> & { failing_since: Date | null; previous_secret_until: Date | null; created_at: Date };

/** A tenant sees its own addresses; staff sees those of staff. */
export function ownEndpoints(db: Queryable, actor: Actor) {
  return db`e.cliente_id is not distinct from ${actor.clienteId}::bigint`;
}

function columns(db: Queryable) {
  return db`e.id, e.url, e.events, e.cliente_id, e.status, e.failing_since, case when e.previous_until > now() then e.previous_until end as previous_secret_until, e.created_at`;
}

/** `GET /api/webhooks`: the caller's addresses, newest first. */
export async function listWebhooks(ctx: Context): Promise<{ items: WebhookEndpoint[] }> {
  requirePermission(ctx.actor, "webhooks:manage");
  const rows = await ctx.db<Row[]>`select ${columns(ctx.db)} from webhook_endpoints e where ${ownEndpoints(ctx.db, ctx.actor)} order by e.id desc`;
  return { items: rows.map(toEndpoint) };
}

/** `GET /api/webhooks/{id}`. @throws AppError `not_found` */
export async function findWebhook(ctx: Context, id: number): Promise<WebhookEndpoint> {
  requirePermission(ctx.actor, "webhooks:manage");
  const [row] = await ctx.db<Row[]>`select ${columns(ctx.db)} from webhook_endpoints e where e.id = ${id} and ${ownEndpoints(ctx.db, ctx.actor)}`;
  if (!row) throw new AppError("not_found");
  return toEndpoint(row);
}

/** `POST /api/webhooks`: the answer is the only place that shows the secret. @throws AppError `invalid_request` for an address that is not public */
export async function createWebhook(ctx: Context, input: z.infer<typeof createWebhookSchema>): Promise<WebhookEndpoint & { secret: string }> {
  requirePermission(ctx.actor, "webhooks:manage");
  await refusePrivate(ctx, input.url);
  const secret = newSecret();
  return transaction(ctx, async (tx) => {
    const [row] = await tx.db<Row[]>`
      insert into webhook_endpoints as e (url, events, cliente_id, secret)
      values (${input.url}, ${[...new Set(input.events)]}, ${ctx.actor.clienteId}, ${sealSecret(secret)}) returning ${columns(tx.db)}`;
    await recordAudit(tx, { action: "webhook.create", entity: "webhook", entityId: row!.id, data: { events: row!.events } });
    return { ...toEndpoint(row!), secret };
  });
}

/** `PATCH /api/webhooks/{id}`: address, events, paused or active; set active, one that was disabled starts anew. @throws AppError `not_found`, `invalid_request` */
export async function updateWebhook(ctx: Context, id: number, input: z.infer<typeof updateWebhookSchema>): Promise<WebhookEndpoint> {
  requirePermission(ctx.actor, "webhooks:manage");
  if (input.url) await refusePrivate(ctx, input.url);
  return transaction(ctx, async (tx) => {
    const [row] = await tx.db<Row[]>`
      update webhook_endpoints e set url = coalesce(${input.url ?? null}, e.url), events = coalesce(${input.events ?? null}::text[], e.events),
        status = coalesce(${input.status ?? null}, e.status), failing_since = case when ${input.status === "active"} then null else e.failing_since end
      where e.id = ${id} and ${ownEndpoints(tx.db, ctx.actor)} returning ${columns(tx.db)}`;
    if (!row) throw new AppError("not_found");
    // What waited while it was paused goes out now.
    if (input.status === "active") {
      await tx.db`
        select webhook_enqueue(id, clock_timestamp()) from webhook_deliveries where endpoint_id = ${id} and status = 'pending'`;
    }
    await recordAudit(tx, { action: "webhook.update", entity: "webhook", entityId: id, data: { status: row.status, events: row.events } });
    return toEndpoint(row);
  });
}

/** `DELETE /api/webhooks/{id}`: with its deliveries. @throws AppError `not_found` */
export async function deleteWebhook(ctx: Context, id: number): Promise<{ success: true }> {
  requirePermission(ctx.actor, "webhooks:manage");
  return transaction(ctx, async (tx) => {
    const gone = await tx.db`delete from webhook_endpoints e where e.id = ${id} and ${ownEndpoints(tx.db, ctx.actor)} returning 1`;
    if (gone.length === 0) throw new AppError("not_found");
    await tx.db`select alert_resolve('webhook_disabled', ${String(id)})`;
    await recordAudit(tx, { action: "webhook.delete", entity: "webhook", entityId: id });
    return { success: true as const };
  });
}

/** `POST /api/webhooks/{id}/rotate`: a new secret; the one before signs beside it for a day. @throws AppError `not_found` */
export async function rotateSecret(ctx: Context, id: number): Promise<WebhookEndpoint & { secret: string }> {
  requirePermission(ctx.actor, "webhooks:manage");
  const secret = newSecret();
  return transaction(ctx, async (tx) => {
    const [row] = await tx.db<Row[]>`
      update webhook_endpoints e set previous_secret = e.secret, previous_until = now() + make_interval(hours => ${GRACE_HOURS}), secret = ${sealSecret(secret)}
      where e.id = ${id} and ${ownEndpoints(tx.db, ctx.actor)} returning ${columns(tx.db)}`;
    if (!row) throw new AppError("not_found");
    await recordAudit(tx, { action: "webhook.rotate", entity: "webhook", entityId: id });
    return { ...toEndpoint(row), secret };
  });
}

/** `POST /api/webhooks/signing-secret`: a new secret for what this caller's jobs deliver to their `webhook_url`. */
export async function rotateOwnerSecret(ctx: Context): Promise<{ success: true; secret: string }> {
  requirePermission(ctx.actor, "jobs:write");
  const secret = newSecret();
  return transaction(ctx, async (tx) => {
    await tx.db`
      insert into webhook_owner_secrets (owner, secret) values (${ownerKey(ctx.actor)}, ${sealSecret(secret)})
      on conflict (owner) do update set secret = excluded.secret, created_at = now()`;
    await recordAudit(tx, { action: "webhook.signing_secret", entity: "webhook", entityId: null });
    return { success: true as const, secret };
  });
}

/** A name that cannot be resolved now may be later: only what is known to be private is refused here, and each attempt looks anew. */
async function refusePrivate(ctx: Context, url: string): Promise<void> {
  const resolved = await resolvePublic(new URL(url).hostname, settings().WEBHOOK_ALLOW_PRIVATE).catch((error: unknown) => error);
  if (resolved instanceof PrivateAddress) throw invalidRequest([{ path: "url", message: ctx.locale === "es" ? "lleva a una dirección privada" : "leads to a private address" }]);
}

function toEndpoint(row: Row): WebhookEndpoint {
  return { ...row, failing_since: row.failing_since?.toISOString() ?? null, previous_secret_until: row.previous_secret_until?.toISOString() ?? null, created_at: row.created_at.toISOString() };
}
