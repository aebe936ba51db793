import type { TaskContext } from "../registry";
import { runImportChunk } from "@/lib/campaigns/run-import-chunk";
import { runJob } from "@/lib/jobs/run-job";

export async function run({ ctx, workerId }: TaskContext, { jobId }: { jobId: number }): Promise<void> {
  await runJob(ctx, jobId, runImportChunk, { workerId });
}
