import type { Sync } from "@/lib/wispro/schemas";

/** Whether nothing will change any more. */
export function hasEnded({ status }: Pick<Sync, "status">): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/** Records that did not come in, for whatever reason. */
export function problemsOf({ skipped, conflicts, errors }: Sync): number {
  return skipped + conflicts + errors;
}

/** Seconds from the beginning to the end; null before both. */
export function secondsTaken({ started_at, finished_at }: Sync): number | null {
  return started_at && finished_at ? (Date.parse(finished_at) - Date.parse(started_at)) / 1000 : null;
}
