import { arrayLiteral, distinctIds } from "./change-estado";
import { expectedList } from "./bulk-status";
import { countFilter, countIds, frozenIds } from "./freeze-leads";
import { activeEstados, requireEstado } from "./estados";
import type { BulkStatusAsync, DryRun } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context, TransactionContext } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { accepted, createJob } from "@/lib/jobs/create-job";
import { holdQuota, limitsOf, tooManyLeads } from "@/lib/jobs/quota";
import type { AcceptedJob } from "@/lib/jobs/schemas";

/** Leads a chunk: a chunk is a transaction, an event on screen and the most that a crash repeats. Chosen in docs/decisions/0004-chunk-size.md. */
export const CHUNK_LEADS = 2000;

/** What a bulk change is measured to do, for the estimate before it starts; the job's page then shows the real rate. */
const ESTIMATED_LEADS_PER_SECOND = 8000;

/**
 * `POST /api/crm/leads/bulk-status-async`: a job that changes the state of up to 10,000 leads, by ids or by filter. The leads are frozen now: what
 * matches later is not touched. With `dry_run` it only counts.
 * @throws AppError `invalid_estado`, `too_many_leads`, `rate_limit_exceeded`
 */
export async function bulkStatusAsync(ctx: Context, input: BulkStatusAsync): Promise<AcceptedJob | DryRun> {
  requirePermission(ctx.actor, "leads:write");
  if (input.dry_run) return dryRun(ctx, input);
  const given = input.lead_ids ? distinctIds(input.lead_ids) : null;
  const max = limitsOf(ctx.actor).max_leads_per_job;
  if (given && given.length > max) throw tooManyLeads(max, given.length);
  return transaction(ctx, async (tx) => {
    const ids = given ?? (await frozenIds(tx, input.filter!, max + 1));
    const [valid] = await Promise.all([activeEstados(tx.db), holdQuota(tx, ids.length)]);
    requireEstado(valid, input.estado);
    return startBulkJob(tx, ids, input);
  });
}

/** Creates the job for frozen ids; quotas are the caller's. */
export async function startBulkJob(tx: TransactionContext, ids: Float64Array, input: Omit<BulkStatusAsync, "dry_run"> & { parentId?: number }): Promise<AcceptedJob> {
  const job = await createJob(tx, {
    kind: "bulk_status",
    input: {
      estado: input.estado,
      ...(input.expected_estado !== undefined && { expected_estado: input.expected_estado }),
      ...(input.filter && { filter: input.filter }),
    },
    total: ids.length,
    clienteId: tx.actor.clienteId,
    priority: input.priority,
    webhookUrl: input.webhook_url,
    ...(input.parentId !== undefined && { parentId: input.parentId }),
    idChunks: chunksOf(ids),
  });
  return accepted(job, ids.length);
}

/** Ids cut into chunks, as array literals. */
export function chunksOf(ids: Float64Array): { literal: string; size: number }[] {
  const chunks = [];
  for (let start = 0; start < ids.length; start += CHUNK_LEADS) {
    const part = ids.subarray(start, start + CHUNK_LEADS);
    chunks.push({ literal: arrayLiteral(part), size: part.length });
  }
  return chunks;
}

async function dryRun(ctx: Context, input: BulkStatusAsync): Promise<DryRun> {
  requireEstado(await activeEstados(ctx.db), input.estado);
  const expected = expectedList(input.expected_estado);
  const counts = input.lead_ids
    ? await countIds(ctx, arrayLiteral(distinctIds(input.lead_ids)), input.estado, expected)
    : await countFilter(ctx, input.filter!, input.estado, expected);
  return {
    success: true,
    dry_run: true,
    ...counts,
    max_leads_per_job: limitsOf(ctx.actor).max_leads_per_job,
    estimated_seconds: Math.ceil(counts.total_leads / ESTIMATED_LEADS_PER_SECOND),
  };
}
