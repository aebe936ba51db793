export type BatchState = "ok" | "partial" | "failed" | "running" | "pending";

/**
 * At most `maxCells` cells for any number of batches: each stands for `each` neighbours and shows
 * what most needs to be seen among them.
 */
export function foldBatches(batches: ReadonlyArray<BatchState>, maxCells: number): { cells: BatchState[]; each: number } {
  const each = Math.max(1, Math.ceil(batches.length / maxCells));
  if (each === 1) return { cells: [...batches], each };
  const cells: BatchState[] = [];
  for (let start = 0; start < batches.length; start += each) cells.push(fold(batches.slice(start, start + each)));
  return { cells, each };
}

function fold(group: ReadonlyArray<BatchState>): BatchState {
  const every = group.every((state) => state === group[0]) ? group[0] : undefined;
  if (every) return every;
  if (group.includes("running") || group.includes("pending")) return "running";
  return "partial";
}
