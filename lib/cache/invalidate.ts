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
  await db`select pg_notify(${INVALIDATION_CHANNEL}, ${invalidationOf(tags)})`;
  invalidating.add(db);
}

/** What is to be told on {@link INVALIDATION_CHANNEL} to end what is cached under any of the tags: for a statement that does so itself. */
export function invalidationOf(tags: readonly string[]): string {
  const slots = [...new Set(tags.map(slotOf))];
  return JSON.stringify({ slots: slots.length > MAX_SLOTS ? "all" : slots });
}

/** Did this transaction invalidate anything? */
export function hasInvalidated(db: Queryable): boolean {
  return invalidating.has(db);
}

/** Resolves when no process can answer any more with what a committed transaction has invalidated. */
export async function invalidationSeen(): Promise<void> {
  await coherence().barrier();
}
