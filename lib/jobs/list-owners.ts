import { visibleJobs } from "./find-job";
import type { JobOwner } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";

const SHOWN = 200;

/** Who has created the jobs that the actor may see, by name. */
export async function listJobOwners({ db, actor }: Context): Promise<JobOwner[]> {
  requirePermission(actor, "jobs:read");
  return db<JobOwner[]>`
    select j.owner_kind || ':' || j.owner_id as owner, max(j.owner_name) as name
    from jobs j where ${visibleJobs(db, actor)} and j.owner_id is not null
    group by j.owner_kind, j.owner_id order by name limit ${SHOWN}`;
}
