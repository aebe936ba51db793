import { type SearchWord, withoutCountry } from "./search-words";
import type { Queryable } from "@/lib/db/sql";

const READ_EVERY_MS = 60_000;
/** What PostgreSQL's statistics do not name is rarer than what they do. */
const RARE = 0.0005;
/** A code is `C` and so many digits. */
const CODE_DIGITS = 8;

let known: { words: Map<string, number>; readAt: number } | undefined;

/** Which share of the users has a word, by the statistics that ANALYZE keeps of the index of words; null as long as there are none. */
async function frequencies(db: Queryable): Promise<Map<string, number> | null> {
  if (known && performance.now() - known.readAt < READ_EVERY_MS) return known.words;
  const rows = await db<{ word: string; share: number }[]>`
    select word, share from pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) as common (word, share)
    where schemaname = current_schema() and tablename = 'users_words_idx' and word is not null`;
  if (rows.length === 0) return null;
  known = { words: new Map(rows.map(({ word, share }) => [word, share])), readAt: performance.now() };
  return known.words;
}

/** The share of `users` that each word should be found in; null as long as PostgreSQL has no statistics of them. */
export async function expectedShares(db: Queryable, words: SearchWord[], users: number): Promise<number[] | null> {
  const common = await frequencies(db);
  if (common === null) return null;
  return words.map(({ beginnings }) => Math.min(1, Math.max(RARE, ...beginnings.map((beginning) => shareOf(common, beginning, users)))));
}

/** Numbers are each its owner's alone, so that the statistics name none: their length tells how many begin alike. */
function shareOf(common: Map<string, number>, beginning: string, users: number): number {
  const code = /^c(\d*)$/.exec(beginning)?.[1];
  if (code !== undefined && code.length <= CODE_DIGITS && code.length > 0) return 10 ** (CODE_DIGITS - code.length) / Math.max(1, users);
  // Many have the digits of their operator in common, few the ones after.
  if (/^\d+$/.test(beginning)) return 10 ** -((withoutCountry(beginning).length + 1) / 2);
  let share = 0;
  for (const [word, frequency] of common) if (word.startsWith(beginning)) share += frequency;
  return share;
}
