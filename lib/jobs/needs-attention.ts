import { visibleJobs } from "./find-job";
import type { AttentionItem } from "./schemas";
import { jobColumns, type JobRow, toJob } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/sql";

const SHOWN = 20;
const REASONS_SHOWN = 4;

/**
 * The condition on `jobs j` that a person should look: no progress, or ended in the last day failed or with failures that nobody has retried
 * or undone since. A dry run changed nothing, so its failures are only news.
 */
export function needsAttention(db: Queryable) {
  return db`(
    (j.finished_at is null and j.stuck_at is not null)
    or (j.finished_at > now() - interval '24 hours' and (j.failed > 0 or j.status = 'failed')
        and j.input->>'dry_run' is distinct from 'true'
        and not exists (select from jobs child where child.parent_id = j.id)))`;
}

/** The jobs that wait for a person, the newest first; at most twenty. */
export async function listAttention(ctx: Context): Promise<AttentionItem[]> {
  requirePermission(ctx.actor, "jobs:read");
  const { db } = ctx;
  const rows = await db<(JobRow & { reasons: AttentionItem["reasons"] | null })[]>`
    with found as (
      select j.id from jobs j where ${visibleJobs(db, ctx.actor)} and ${needsAttention(db)} order by j.id desc limit ${SHOWN}
    ), reasons as (
      select job_id, error, count(*) as count, row_number() over (partition by job_id order by count(*) desc, error) as place
      from job_failures where job_id in (select id from found) group by job_id, error
    )
    select ${jobColumns(db)},
      (select json_agg(json_build_object('error', r.error, 'count', r.count) order by r.place) from reasons r
       where r.job_id = j.id and r.place <= ${REASONS_SHOWN}) as reasons
    from jobs j where j.id in (select id from found) order by j.id desc`;
  return rows.map(({ reasons, ...row }) => ({
    kind: row.finishedAt === null ? "stuck" : row.status === "failed" ? "failed" : "failures",
    since: (row.stuckAt ?? row.finishedAt ?? row.createdAt).toISOString(),
    job: toJob(row),
    reasons: reasons ?? [],
  }));
}
