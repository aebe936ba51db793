import type { TaskContext } from "../registry";
import { runJob } from "@/lib/jobs/run-job";
import { runImportChunk } from "@/lib/leads/run-import-chunk";

export async function run({ ctx, workerId }: TaskContext, { jobId }: { jobId: number }): Promise<void> {
  await runJob(ctx, jobId, runImportChunk, { workerId });
}
