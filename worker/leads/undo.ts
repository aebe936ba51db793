import type { TaskContext } from "../registry";
import { runJob } from "@/lib/jobs/run-job";
import { runUndoChunk } from "@/lib/leads/run-undo-chunk";

export async function run({ ctx, workerId }: TaskContext, { jobId }: { jobId: number }): Promise<void> {
  await runJob(ctx, jobId, runUndoChunk, { workerId });
}
