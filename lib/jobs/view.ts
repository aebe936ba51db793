import type { Job, JobStatus } from "./schemas";
import type { JobKind, Priority } from "./kinds";
import type { Queryable } from "@/lib/db/sql";

/** A row of `jobs` with what the view needs from its neighbours. */
export interface JobRow {
  id: number;
  publicId: string;
  kind: JobKind;
  status: JobStatus;
  priority: Priority;
  ownerKind: "user" | "key" | "system";
  ownerId: number | null;
  ownerName: string;
  clienteId: number | null;
  clienteName: string | null;
  parentPublicId: string | null;
  undonePublicId: string | null;
  input: Record<string, unknown>;
  webhookUrl: string | null;
  total: number;
  processed: number;
  updated: number;
  unchanged: number;
  failed: number;
  counters: Record<string, number>;
  cursor: number;
  attempts: number;
  error: string | null;
  version: number;
  workerId: string | null;
  createdAt: Date;
  startedAt: Date | null;
  progressAt: Date | null;
  stuckAt: Date | null;
  finishedAt: Date | null;
}

/** The columns of a JobRow, of `jobs j`. */
export function jobColumns(db: Queryable) {
  return db`
    j.id, j.public_id as "publicId", j.kind, j.status, j.priority, j.owner_kind as "ownerKind", j.owner_id as "ownerId",
    j.owner_name as "ownerName", j.cliente_id as "clienteId", (select c.name from clientes c where c.id = j.cliente_id) as "clienteName",
    (select p.public_id from jobs p where p.id = j.parent_id) as "parentPublicId",
    (select u.public_id from jobs u where u.parent_id = j.id and u.kind = 'lead_undo' limit 1) as "undonePublicId",
    j.input, j.webhook_url as "webhookUrl", j.total, j.processed, j.updated, j.unchanged, j.failed, j.counters, j.cursor, j.attempts,
    j.error, j.version, j.worker_id as "workerId", j.created_at as "createdAt", j.started_at as "startedAt",
    j.progress_at as "progressAt", j.stuck_at as "stuckAt", j.finished_at as "finishedAt"`;
}

/** A job as the API shows it. */
export function toJob(row: JobRow): Job {
  const rate = ratePerSecond(row);
  const left = row.total - row.processed;
  return {
    success: true,
    job_id: row.publicId,
    kind: row.kind,
    status: row.status,
    priority: row.priority,
    progress_percent: progressPercent(row),
    processed_leads: row.processed,
    total_leads: row.total,
    updated: row.updated,
    unchanged: row.unchanged,
    failed: row.failed,
    counters: row.counters,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    progress_at: row.progressAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
    stuck_since: row.stuckAt?.toISOString() ?? null,
    eta_seconds: row.finishedAt || !rate ? null : Math.ceil(left / rate),
    rate_per_second: rate === null ? null : Math.round(rate * 10) / 10,
    error: row.error,
    attempts: row.attempts,
    owner: { kind: row.ownerKind, id: row.ownerId, name: row.ownerName },
    cliente_id: row.clienteId,
    cliente_name: row.clienteName,
    input: row.input,
    parent_job_id: row.parentPublicId,
    undone_by_job_id: row.undonePublicId,
    webhook_url: row.webhookUrl,
    worker_id: row.workerId,
    check_status_url: `/api/crm/jobs/${row.publicId}`,
    version: row.version,
  };
}

/** One decimal; 100 only when everything is done. */
function progressPercent({ total, processed, status }: JobRow): number {
  if (total === 0) return status === "completed" ? 100 : 0;
  return Math.floor((processed / total) * 1000) / 10;
}

function ratePerSecond({ startedAt, progressAt, finishedAt, processed }: JobRow): number | null {
  const until = finishedAt ?? progressAt;
  if (!startedAt || !until || processed === 0) return null;
  return processed / Math.max(0.001, (until.getTime() - startedAt.getTime()) / 1000);
}
