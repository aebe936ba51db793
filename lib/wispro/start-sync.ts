import type { AcceptedSync } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context, TransactionContext } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { createJob } from "@/lib/jobs/create-job";

const MESSAGES = {
  es: "Sincronización iniciada en segundo plano. Puedes seguir trabajando: el avance se ve en la página Wispro.",
  en: "Synchronisation started in the background. You can go on working: its progress is on the Wispro page.",
};

/**
 * `POST /api/users/sync-wispro-all`: starts a run over all of Wispro's clients.
 * @param parentId the run that this one repeats
 * @throws AppError `sync_in_progress` with the running one's id
 */
export async function startSync(ctx: Context, parentId?: number): Promise<AcceptedSync> {
  requirePermission(ctx.actor, "wispro:run");
  return transaction(ctx, async (tx) => {
    await requireNoneRunning(tx);
    const job = await createJob(tx, { kind: "wispro_sync", input: {}, total: 0, clienteId: null, ...(parentId !== undefined && { parentId }) });
    return { success: true, message: MESSAGES[ctx.locale], job_id: job.publicId, check_status_url: `/api/users/sync-wispro/${job.publicId}` };
  });
}

/** Whoever asks at the same time waits for this transaction to end, then finds its run. A unique index stands behind it. */
async function requireNoneRunning({ db }: TransactionContext): Promise<void> {
  const [, [running]] = await Promise.all([
    db`select pg_advisory_xact_lock(hashtextextended('wispro_sync', 0))`,
    db<{ jobId: string }[]>`select public_id as "jobId" from jobs where kind = 'wispro_sync' and finished_at is null`,
  ]);
  if (!running) return;
  throw new AppError("sync_in_progress", {
    params: { job_id: running.jobId },
    extra: { job_id: running.jobId, check_status_url: `/api/users/sync-wispro/${running.jobId}` },
  });
}
