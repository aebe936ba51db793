import type { TaskContext } from "../registry";
import { watchJobs } from "@/lib/jobs/cleanup-jobs";

export async function run({ ctx }: TaskContext): Promise<void> {
  await watchJobs(ctx);
}
