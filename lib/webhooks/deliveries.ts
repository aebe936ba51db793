import type { z } from "zod";
import { findWebhook } from "./endpoints";
import type { Delivery, listDeliveriesQuery, replaySchema } from "./schemas";
import { recordAudit } from "@/lib/audit/record";
import type { Context } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { paginate, type Pagination } from "@/lib/http/pagination";

/** `GET /api/webhooks/{id}/deliveries`, newest first. @throws AppError `not_found` */
export async function listDeliveries(ctx: Context, id: number, query: z.infer<typeof listDeliveriesQuery>): Promise<{ items: Delivery[]; pagination: Pagination }> {
  await findWebhook(ctx, id);
  const where = ctx.db`endpoint_id = ${id} ${query.status ? ctx.db`and status = ${query.status}` : ctx.db``}`;
  const [rows, [count]] = await Promise.all([
    ctx.db<Delivery[]>`
      select id, message_id, event, subject, status, attempts, response_status, response_body, error, created_at, last_attempt_at, next_attempt_at
      from webhook_deliveries where ${where} order by id desc limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    ctx.db<{ total: number }[]>`select count(*) as total from webhook_deliveries where ${where}`,
  ]);
  return { items: JSON.parse(JSON.stringify(rows)) as Delivery[], pagination: paginate(query, count!.total) };
}

/** `POST /api/webhooks/{id}/replay`: queues one delivery anew, or all that failed; each keeps its `webhook-id`. @throws AppError `not_found` */
export async function replayDeliveries(ctx: Context, id: number, { delivery_id, since }: z.infer<typeof replaySchema>): Promise<{ success: true; queued: number }> {
  await findWebhook(ctx, id);
  return transaction(ctx, async (tx) => {
    const one = delivery_id === undefined ? tx.db`and status = 'failed'` : tx.db`and id = ${delivery_id}`;
    const queued = await tx.db`
      with again as (
        update webhook_deliveries set status = 'pending', attempts = 0, next_attempt_at = clock_timestamp(), delivered_at = null
        where endpoint_id = ${id} and status <> 'pending' ${one} ${since ? tx.db`and created_at > ${since}::timestamptz` : tx.db``}
        returning id
      )
      select webhook_enqueue(id, clock_timestamp()) from again`;
    if (delivery_id !== undefined && queued.length === 0) throw new AppError("not_found");
    await recordAudit(tx, { action: "webhook.replay", entity: "webhook", entityId: id, data: { queued: queued.length } });
    return { success: true as const, queued: queued.length };
  });
}

/** `POST /api/webhooks/{id}/test`: one delivery of the event `test`. @throws AppError `not_found` */
export async function sendTest(ctx: Context, id: number): Promise<{ success: true; queued: number }> {
  await findWebhook(ctx, id);
  await ctx.db`
    with made as (
      insert into webhook_deliveries (message_id, endpoint_id, event, subject, body, next_attempt_at)
      values ('msg_' || replace(gen_random_uuid()::text, '-', ''), ${id}, 'test', ${String(id)}, '{"test": true}', clock_timestamp()) returning id
    )
    select webhook_enqueue(id, clock_timestamp()) from made`;
  return { success: true, queued: 1 };
}
