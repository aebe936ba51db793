import { INVALIDATION_CHANNEL } from "./channel";
import { coherence } from "./coherence";
import { slotOf } from "./tags";
import type { Queryable } from "@/lib/db/sql";

/** A message of PostgreSQL holds 8,000 bytes: beyond these many tags everything is dropped. */
const MAX_SLOTS = 1_000;

const invalidating = new WeakSet<object>();

/**
 * Ends what is cached under any of the tags, in every process, at the moment this transaction commits. `transaction()` then answers only when
 * every process has done so; who begins a transaction another way awaits {@link invalidationSeen} after it.
 */
export async function invalidate(db: Queryable, tags: readonly string[]): Promise<void> {
  const slots = [...new Set(tags.map(slotOf))];
  await db`select pg_notify(${INVALIDATION_CHANNEL}, ${JSON.stringify({ slots: slots.length > MAX_SLOTS ? "all" : slots })})`;
  invalidating.add(db);
}

/** Did this transaction invalidate anything? */
export function hasInvalidated(db: Queryable): boolean {
  return invalidating.has(db);
}

/** Resolves when no process can answer any more with what a committed transaction has invalidated. */
export async function invalidationSeen(): Promise<void> {
  await coherence().barrier();
}
