import { setImmediate } from "node:timers/promises";
import type { NumberedPage, ReadyPage, StreamOptions, WisproApi } from "./api-client";
import type { Context } from "@/lib/context/context";
import { HopelessJob } from "@/lib/jobs/run-job";

/** Pages held or in flight while others are written: memory holds this many and those. */
const PAGES_AHEAD = 24;
/** Pages in flight. Twelve hide an answer of 20 ms; more would press Wispro. */
const PAGES_IN_FLIGHT = 12;
/** Pages that one transaction writes at most: those that have come while the ones before were written. */
const PAGES_AT_ONCE = 10;
/** Pages are handed out so that this many never straddle two transactions: a line of the log tells of each ten. */
export const LOG_EVERY_PAGES = 10;
const CANCEL_POLL_MS = 1_000;

/** Where a run stands, as the job's counters keep it. */
export interface Position {
  /** Pages of the current pass that are written. */
  pages_done: number;
  total_pages: number;
  /** The size that pages are counted in; 0 until the first came. */
  per_page: number;
  /** How often the list was read to its end without giving every client. */
  passes: number;
  /** Pages written in all passes. */
  pages_read: number;
}

/** A page that the next chunk is to write. */
export type ReadPage = ReadyPage & { page: number };

export interface PageReader {
  /** Waits for the page at the job's position, and takes those after it that are there already; fetches the next ones meanwhile. */
  prepare(): Promise<void>;
  /** The pages prepared, in a row; "start-over" when the list must be read anew, null when the run was told to stop. */
  current(): ReadPage[] | "start-over" | null;
  /** To be told after each chunk where the job stands now; without it the reader looks before the next page. */
  moved(to: Position): void;
  close(): Promise<void>;
}

/**
 * Reads Wispro's pages ahead of the database, from where the job stands. It follows the job: when another worker moved it, or a new pass over
 * the list begins, the stream is opened anew at the new position.
 */
export function openPageReader(ctx: Context, jobId: number, api: WisproApi, options: Pick<StreamOptions, "known" | "arrived">): PageReader {
  let stream: AsyncGenerator<NumberedPage, void, undefined> | undefined;
  let leaving = new AbortController();
  let begun = false;
  let nextPage = 0;
  let position: Position | null = null;
  let current: ReadPage[] | "start-over" | null = null;
  let upcoming: Promise<IteratorResult<NumberedPage, void>> | undefined;

  async function close(): Promise<void> {
    leaving.abort();
    await stream?.return();
    stream = undefined;
    upcoming = undefined;
  }

  function open(at: Position): AsyncGenerator<NumberedPage, void, undefined> {
    leaving = new AbortController();
    const signal = AbortSignal.any([ctx.signal, leaving.signal]);
    return api.pagesAhead(nextPage, { ahead: PAGES_AHEAD, atOnce: PAGES_IN_FLIGHT, ...options, ...(at.per_page > 0 && { perPage: at.per_page }), signal });
  }

  /** The pages after `first` that need no waiting for. What comes instead of one is left for the next time. */
  async function thoseThere(from: AsyncGenerator<NumberedPage, void, undefined>, first: ReadPage, at: Position): Promise<ReadPage[]> {
    const more: ReadPage[] = [];
    const most = Math.min(PAGES_AT_ONCE, LOG_EVERY_PAGES - (at.pages_read % LOG_EVERY_PAGES)) - 1;
    for (let last = first; more.length < most && last.page < last.pagination.totalPages; ) {
      upcoming = from.next();
      const next = await Promise.race([upcoming, setImmediate(null)]);
      if (!next || next.done || next.value.outcome.kind !== "page") break;
      upcoming = undefined;
      last = { ...next.value.outcome, page: next.value.page };
      more.push(last);
    }
    return more;
  }

  async function prepare(): Promise<void> {
    current = null;
    const at = position ?? (await takeUp(ctx, jobId));
    position = null;
    if (!at) return;
    if (stream && nextPage !== at.pages_done + 1) await close();
    const stop = stopWhenCancelled(ctx, jobId);
    try {
      nextPage = at.pages_done + 1;
      stream ??= open(at);
      upcoming ??= stream.next();
      if (!begun) await markBegun(ctx, jobId);
      begun = true;
      const next = await Promise.race([upcoming, stop.stopped]);
      if (!next) return;
      upcoming = undefined;
      if (next.done) throw new Error("wispro_incomplete");
      const first = pageOf(next.value);
      current = first === null || first === "start-over" ? first : [first, ...(await thoseThere(stream, first, at))];
      nextPage += Array.isArray(current) ? current.length : 1;
    } finally {
      stop.end();
    }
  }

  return { prepare, current: () => current, moved: (to) => (position = to), close };
}

/** @throws HopelessJob for what an admin has to mend; Error for what another attempt may not meet. */
function pageOf({ page, outcome }: NumberedPage): ReadPage | "start-over" | null {
  if (outcome.kind === "page") return { ...outcome, page };
  if (outcome.kind === "unauthorized") throw new HopelessJob("wispro_unauthorized");
  if (outcome.kind === "licence_expired") throw new HopelessJob("wispro_licence_expired");
  if (outcome.reason === "aborted") return null;
  if (outcome.reason === "per_page_changed") return "start-over";
  throw new Error(`wispro_${outcome.reason}`);
}

/** The run's position. Null when it has ended. */
async function takeUp(ctx: Context, jobId: number): Promise<Position | null> {
  const [job] = await ctx.db<{ counters: Partial<Position> }[]>`select counters from jobs where id = ${jobId} and finished_at is null`;
  return job ? positionOf(job.counters) : null;
}

/** Shows the run as begun while its first page is still on its way. */
async function markBegun(ctx: Context, jobId: number): Promise<void> {
  await ctx.db`update jobs set status = 'processing', started_at = coalesce(started_at, now()) where id = ${jobId} and status = 'queued'`;
}

/** The position among a job's counters. */
export function positionOf({ pages_done = 0, total_pages = 0, per_page = 0, passes = 0, pages_read = 0 }: Partial<Position>): Position {
  return { pages_done, total_pages, per_page, passes, pages_read };
}

/** Resolves `stopped` when somebody cancels the run: a page that hangs is not waited for. */
function stopWhenCancelled(ctx: Context, jobId: number): { stopped: Promise<null>; end: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<null>((resolve) => {
    timer = setInterval(() => {
      void ctx.db`select from jobs where id = ${jobId} and status = 'processing'`.then((rows) => rows.length === 0 && resolve(null), () => undefined);
    }, CANCEL_POLL_MS);
  });
  return { stopped, end: () => clearInterval(timer) };
}
