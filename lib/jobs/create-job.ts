import { randomBytes } from "node:crypto";
import { JOB_KINDS, type JobKind, type Priority, QUEUE_PRIORITY } from "./kinds";
import type { AcceptedJob } from "./schemas";
import type { TransactionContext } from "@/lib/context/context";
import { traceparent } from "@/lib/trace/trace";

/** The queue tries again on its own after a crash; how often a failing job is tried is the job's own count (run-job.ts). */
export const QUEUE_MAX_ATTEMPTS = 1000;

export interface NewJob {
  kind: JobKind;
  /** As the room's schema parsed it; shown to whoever may see the job. */
  input: Record<string, unknown>;
  total: number;
  /** The tenant whose job it is; null for staff. */
  clienteId: number | null;
  priority?: Priority;
  webhookUrl?: string | undefined;
  parentId?: number;
  /** What the API calls it, where the kind has ids of its own form; else one is made up. */
  publicId?: string;
  /** Reserved with `nextJobId` when chunks were written before; else one is taken. */
  id?: number;
  /** Ids to work on, each `{…}` an array literal of one chunk. */
  idChunks?: { literal: string; size: number }[];
}

export interface CreatedJob {
  id: number;
  publicId: string;
}

/**
 * Writes a job, its chunks, its queue entry and its audit row, in one statement of the caller's transaction: there is never a job that
 * nobody will run, nor an entry without a job.
 */
export async function createJob({ db, actor, requestId }: TransactionContext, job: NewJob): Promise<CreatedJob> {
  const { prefix, task, timeLimitSeconds } = JOB_KINDS[job.kind];
  const publicId = job.publicId ?? `${prefix}_${Date.now().toString(36)}${randomBytes(6).toString("hex")}`;
  const chunks = job.idChunks ?? [];
  const [row] = await db<{ id: number }[]>`
    with job as (
      insert into jobs (id, public_id, kind, priority, owner_kind, owner_id, owner_name, cliente_id, parent_id, input, webhook_url, total, time_limit_seconds, created_at)
      values (coalesce(${job.id ?? null}::bigint, nextval('jobs_id_seq')), ${publicId}, ${job.kind}, ${job.priority ?? "normal"}, ${actor.kind},
              ${actor.id}, ${actor.name}, ${job.clienteId}, ${job.parentId ?? null}, ${db.json(job.input as never)}, ${job.webhookUrl ?? null},
              ${job.total}, ${timeLimitSeconds}, clock_timestamp())
      returning id
    ), chunks as (
      insert into job_chunks (job_id, seq, ids, size)
      select job.id, c.seq - 1, c.ids::bigint[], c.size
      from job, unnest(${chunks.map((c) => c.literal)}::text[], ${chunks.map((c) => c.size)}::int[]) with ordinality as c (ids, size, seq)
    ), audited as (
      insert into audit_log (actor_kind, actor_id, actor_name, action, entity, entity_id, request_id, data)
      values (${actor.kind}, ${actor.id}, ${actor.name}, 'job.create', 'job', ${publicId}, ${requestId},
              ${db.json({ kind: job.kind, total: job.total })})
    )
    select job.id, pg_notify('tanda', json_build_object('kind', 'job', 'id', job.id, 'publicId', ${publicId}::text, 'version', 1, 'clienteId', ${job.clienteId}::bigint)::text),
           graphile_worker.add_job(${task}, json_strip_nulls(json_build_object('jobId', job.id, 'traceparent', ${traceparent()}::text)), max_attempts => ${QUEUE_MAX_ATTEMPTS}::int,
                                   priority => ${QUEUE_PRIORITY[job.priority ?? "normal"]}::int)
    from job`;
  return { id: row!.id, publicId };
}

/** What the routes answer for a job just created. */
export function accepted(job: CreatedJob, total: number): AcceptedJob {
  return { success: true, job_id: job.publicId, status: "queued", total_leads: total, check_status_url: `/api/crm/jobs/${job.publicId}` };
}
