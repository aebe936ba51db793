import type { TaskContext } from "../registry";
import { runJob } from "@/lib/jobs/run-job";
import { runBulkChunk } from "@/lib/leads/run-bulk-chunk";

export async function run({ ctx, workerId }: TaskContext, { jobId }: { jobId: number }): Promise<void> {
  await runJob(ctx, jobId, runBulkChunk, { workerId });
}
