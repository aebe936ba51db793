import type { z } from "zod";
import { candidates, mayRepeat, sortedCandidates } from "./audience";
import { notifyCampaign } from "./notify";
import type { startCampaignSchema, startedSchema } from "./schemas";
import { type CampaignRow, findCampaignRow, invalidTransition, toCampaign } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import type { Context, TransactionContext } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import type { Priority } from "@/lib/jobs/kinds";
import { createJob } from "@/lib/jobs/create-job";

export type Started = z.infer<typeof startedSchema>;

const MESSAGES = { es: "Campaña encolada exitosamente para envío", en: "Campaign queued for sending" } as const;

/**
 * `POST /api/campaigns/{id}/start`: freezes the audience and every variable into recipients and queues the batches, in one transaction. What changes
 * in contacts or leads afterwards changes nothing here; only an opt-out still does.
 * @throws AppError `not_found`, `invalid_transition` unless it is a draft or scheduled, `empty_audience`
 */
export async function startCampaign(ctx: Context, id: number, input: z.infer<typeof startCampaignSchema>): Promise<Started> {
  requirePermission(ctx.actor, "campaigns:write");
  return transaction(ctx, (tx) => startInTransaction(tx, id, input.priority));
}

/** The same within a transaction of the caller's, for the schedule. */
export async function startInTransaction(tx: TransactionContext, id: number, priority?: Priority): Promise<Started> {
  const row = await findCampaignRow(tx, id, true);
  if (row.status !== "draft" && row.status !== "scheduled") throw invalidTransition(row.status);
  const counts = await freeze(tx, row);
  if (counts.pending === 0) throw new AppError("empty_audience", { extra: { skipped: counts.skipped } });
  const chosen = priority ?? row.priority;
  const { id: jobId, publicId } = await createRun(tx, row, counts.pending, chosen);
  await tx.db`
    update campaigns set status = 'queued', job_id = ${jobId}, priority = ${chosen}, total = ${counts.total}, pending = ${counts.pending},
      skipped = ${counts.skipped}, duplicates = ${counts.duplicates}, batches_total = ${Math.ceil(counts.total / settings().BATCH_SIZE)},
      started_at = clock_timestamp(), started_by_name = ${tx.actor.name}, scheduled_at = null, reason = null, reason_code = null, version = version + 1
    where id = ${id}`;
  await insertBatches(tx, id, counts.total);
  await notifyCampaign(tx.db, { id, status: "queued" });
  return {
    message: MESSAGES[tx.locale],
    jobId: publicId,
    estimatedContacts: counts.pending,
    estimatedTime: estimatedMs(counts.pending),
    campaign: toCampaign(await findCampaignRow(tx, id)),
  };
}

/** How long so many messages take at the sender's pace, in milliseconds. */
export function estimatedMs(messages: number): number {
  return Math.ceil((messages / settings().TWILIO_MESSAGES_PER_SECOND) * 1000);
}

/** The run's row among the jobs; its id is the campaign's and the moment. */
export async function createRun(tx: TransactionContext, row: Pick<CampaignRow, "id" | "name">, total: number, priority: Priority): Promise<{ id: number; publicId: string }> {
  return createJob(tx, {
    kind: "campaign",
    publicId: `campaign_${row.id}_${tx.now().getTime()}`,
    input: { campaignId: row.id, name: row.name },
    total,
    clienteId: null,
    priority,
  });
}

interface Frozen {
  total: number;
  pending: number;
  skipped: number;
  duplicates: number;
}

/** Writes the recipients, all in one statement. */
async function freeze(tx: TransactionContext, row: CampaignRow): Promise<Frozen> {
  const [counts] = await tx.db<Frozen[]>`
    with frozen as (
      insert into campaign_recipients (campaign_id, n, phone, name, variables, status, reason)
      select ${row.id}, row_number() over (order by source, ord), phone, name, variables, case when reason is null then 'pending' else 'skipped' end, reason
      from (${sortedCandidates(tx, row)}) candidate
      returning status
    )
    select count(*) as total, count(*) filter (where status = 'pending') as pending, count(*) filter (where status = 'skipped') as skipped,
      ${mayRepeat(row) ? tx.db`(select count(*) from (${candidates(tx, row)}) every) - count(*)` : tx.db`0`} as duplicates
    from frozen`;
  return counts!;
}

async function insertBatches({ db }: TransactionContext, id: number, total: number): Promise<void> {
  const size = settings().BATCH_SIZE;
  await db`
    insert into campaign_batches (campaign_id, seq, from_n, to_n)
    select ${id}, k, k * ${size}::int + 1, least((k + 1) * ${size}::int, ${total}::int) from generate_series(0, ${Math.ceil(total / size) - 1}::int) k`;
}
