import { changeEstado } from "./change-estado";
import { expectedList } from "./bulk-status";
import { takeIds } from "@/lib/jobs/chunks";
import { recordFailures } from "@/lib/jobs/chunks";
import type { ChunkVerb } from "@/lib/jobs/run-job";

/** One chunk of a bulk change: states, history and failures. */
export const runBulkChunk: ChunkVerb = async ({ db }, job) => {
  const ids = await takeIds(db, job);
  if (ids === null) return null;
  const input = job.input as { estado: string; expected_estado?: string | string[] };
  const { updated, unchanged, failures } = await changeEstado(db, {
    ids,
    estado: input.estado,
    expected: expectedList(input.expected_estado),
    clienteId: job.clienteId,
    jobId: job.id,
    actor: { kind: job.ownerKind, id: job.ownerId },
  });
  await recordFailures(db, job.id, failures.map((f) => ({ item: f.lead_id, error: f.error })));
  return { updated, unchanged, failed: failures.length };
};
