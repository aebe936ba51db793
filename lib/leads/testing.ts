import { runBulkChunk } from "./run-bulk-chunk";
import { runImportChunk } from "./run-import-chunk";
import { runUndoChunk } from "./run-undo-chunk";
import type { Context } from "@/lib/context/context";
import { findJobRow } from "@/lib/jobs/find-job";
import { runJob } from "@/lib/jobs/run-job";
import { SYSTEM } from "@/lib/auth/actor";
import { type JobRow } from "@/lib/jobs/view";

const CHUNK_VERBS = { bulk_status: runBulkChunk, lead_undo: runUndoChunk, lead_import: runImportChunk } as const;

/** Runs a job of this room to its end, as the worker would. Answers its row. */
export async function runToEnd(ctx: Context, jobId: string): Promise<JobRow> {
  const system = { ...ctx, actor: SYSTEM };
  const { id, kind } = await findJobRow(system, jobId);
  await runJob(system, id, CHUNK_VERBS[kind as keyof typeof CHUNK_VERBS], { workerId: "test", turnMs: 60_000 });
  return findJobRow(system, jobId);
}
