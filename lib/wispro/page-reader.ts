import type { NumberedPage, WisproApi } from "./api-client";
import type { Context } from "@/lib/context/context";
import { HopelessJob } from "@/lib/jobs/run-job";

/** Pages in flight while one is written: memory holds this many and the one in hand. */
const PAGES_AHEAD = 3;
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
}

/** The page that the next chunk is to write. */
export type ReadPage = Extract<NumberedPage["outcome"], { kind: "page" }> & { page: number };

export interface PageReader {
  /** Waits for the page at the job's position; fetches the next ones meanwhile. */
  prepare(): Promise<void>;
  /** The page prepared; "start-over" when the list must be read anew, null when the run was told to stop. */
  current(): ReadPage | "start-over" | null;
  /** To be told after each chunk where the job stands now; without it the reader looks before the next page. */
  moved(to: Position): void;
  close(): Promise<void>;
}

/**
 * Reads Wispro's pages ahead of the database, from where the job stands. It follows the job: when another worker moved it, or a new pass over
 * the list begins, the stream is opened anew at the new position.
 */
export function openPageReader(ctx: Context, jobId: number, api: WisproApi): PageReader {
  let stream: AsyncGenerator<NumberedPage, void, undefined> | undefined;
  let leaving = new AbortController();
  let nextPage = 0;
  let position: Position | null = null;
  let current: ReadPage | "start-over" | null = null;

  async function close(): Promise<void> {
    leaving.abort();
    await stream?.return();
    stream = undefined;
  }

  function open(at: Position): AsyncGenerator<NumberedPage, void, undefined> {
    leaving = new AbortController();
    const signal = AbortSignal.any([ctx.signal, leaving.signal]);
    return api.pagesAhead(nextPage, { ahead: PAGES_AHEAD, ...(at.per_page > 0 && { perPage: at.per_page }), signal });
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
      const next = await Promise.race([stream.next(), stop.stopped]);
      if (!next) return;
      if (next.done) throw new Error("wispro_incomplete");
      current = pageOf(next.value);
      nextPage += 1;
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

/** The run's position; marks it as begun. Null when it has ended. */
async function takeUp(ctx: Context, jobId: number): Promise<Position | null> {
  const [job] = await ctx.db<{ status: string; counters: Partial<Position> }[]>`select status, counters from jobs where id = ${jobId} and finished_at is null`;
  if (!job) return null;
  if (job.status === "queued") await ctx.db`update jobs set status = 'processing', started_at = coalesce(started_at, now()) where id = ${jobId} and status = 'queued'`;
  return positionOf(job.counters);
}

/** The position among a job's counters. */
export function positionOf({ pages_done = 0, total_pages = 0, per_page = 0, passes = 0 }: Partial<Position>): Position {
  return { pages_done, total_pages, per_page, passes };
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
