import type { BatchState } from "@/components/ui/charts/fold-batches";
import type { Chunk } from "@/lib/jobs/schemas";

/** What each chunk's cell shows. The first one not done is in course while the job runs. */
export function batchStates(chunks: ReadonlyArray<Chunk>, running: boolean): BatchState[] {
  const next = chunks.findIndex((chunk) => chunk.done_at === null);
  return chunks.map((chunk, index) => {
    if (chunk.done_at === null) return running && index === next ? "running" : "pending";
    if (!chunk.failed) return "ok";
    return chunk.failed >= chunk.size ? "failed" : "partial";
  });
}
