import type { JobRow } from "./view";
import type { Transaction } from "@/lib/db/sql";

/** The ids of the chunk at the job's cursor, as an array literal; null when there is none. */
export async function takeIds(db: Transaction, job: Pick<JobRow, "id" | "cursor">): Promise<string | null> {
  const [row] = await db<{ ids: string }[]>`select ids::text from job_chunks where job_id = ${job.id} and seq = ${job.cursor}`;
  return row?.ids ?? null;
}

/** The rows of the chunk at the job's cursor; null when there is none. */
export async function takeRows<T>(db: Transaction, job: Pick<JobRow, "id" | "cursor">): Promise<T[] | null> {
  const [row] = await db<{ rows: T[] }[]>`select rows from job_chunks where job_id = ${job.id} and seq = ${job.cursor}`;
  return row?.rows ?? null;
}

export interface NewFailure {
  item: number;
  error: string;
  detail?: Record<string, unknown>;
}

/** Keeps what a chunk could not do, in one statement. */
export async function recordFailures(db: Transaction, jobId: number, failures: NewFailure[]): Promise<void> {
  if (failures.length === 0) return;
  await db`
    insert into job_failures (job_id, item, error, detail)
    select ${jobId}, f.item, f.error, f.detail
    from json_to_recordset(${JSON.stringify(failures)}::text::json) as f (item bigint, error text, detail jsonb)
    on conflict do nothing`;
}
