import { setMaxListeners } from "node:events";
import { DatabaseClock } from "./clock";
import type { Grant, GrantAnswer, GrantWish, SpentPermit } from "./grant";
import { type SendingOptions, toleranceSeconds } from "./options";
import { type Verdict, verdictOf } from "./outcome";
import { Outcomes } from "./outcomes";
import type { BatchEnd, BatchRange, Run, Scheduled } from "./runs";
import { Signal } from "./signal";
import { takeTurn } from "./turn";
import type { TwilioPort } from "../twilio";
import type { Database } from "@/lib/db/sql";
import type { Log } from "@/lib/log/log";
import { recordSince } from "@/lib/measure/recorder";

export interface SendLoopParts {
  db: Database;
  port: TwilioPort;
  senderId: number;
  workerId: string;
  options: SendingOptions;
  log: Log;
}

/** The most asked for at once. */
const GROUP = 50;
/** A turn is taken when so much of what may be in flight is free or to be told: sooner would cost a statement for one or two. */
const ROOM_SHARE = 0.3;
/** Where messages come back so fast that turns would follow each other closely, each waits for more of them. */
const TURNS_APART_MS = 10;
const ROOM_SHARE_AT_ONCE = 0.5;
/** Where other workers have the room: it is asked for again after this. */
const ROOM_POLL_MS = 200;
const RETRY_MS = 1_000;
const TURN_MS = 5_000;
/** A retry this near is waited for; a later one gives the batch's place to others. */
const WAIT_FOR_RETRY_MS = 2_000;
const BREAKER_POLL_MS = 1_000;
const WHEN_SOMETHING_CAME_BACK = Infinity;

/**
 * Sends the batches of one sender in this process: turn by turn it writes what came of messages and asks the database for starts, campaign by campaign, and starts
 * each message at its slot meanwhile. Pace, breaker, cap and pauses are decided by `campaign_grant` alone; here nothing starts without a grant or outside its slot.
 */
export class SendLoop {
  readonly #parts: SendLoopParts;
  readonly #clock = new DatabaseClock();
  readonly #outcomes = new Outcomes();
  readonly #changed = new Signal();
  readonly #runs: Run[] = [];
  readonly #toleranceSeconds: number;
  #lastTurnAt = -Infinity;
  /** What other workers held at the last turn. */
  #othersHeld = 0;
  #spent: SpentPermit[] = [];
  #scheduled: Scheduled[] = [];
  #held = 0;
  #looping = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: SendLoopParts) {
    this.#parts = parts;
    this.#toleranceSeconds = toleranceSeconds(parts.options.messagesPerSecond);
  }

  /**
   * Sends a range until it is done, its campaign halts, or its turn is over while others wait. Answers when everything it started is accounted for.
   * @param shouldYield asked when the turn is over: does somebody wait for this place?
   */
  send(range: BatchRange, signal: AbortSignal, shouldYield: Run["shouldYield"]): Promise<BatchEnd> {
    return new Promise((resolve) => {
      const run: Run = { range, shouldYield, turnEndsAt: performance.now() + TURN_MS, held: 0, readyAt: 0, end: undefined, resolve };
      // One signal ends all batches of the worker: more of them than Node expects listeners.
      setMaxListeners(0, signal);
      const abort = () => this.#endRun(run, { kind: "turn_over" });
      if (signal.aborted) run.end = { kind: "turn_over" };
      signal.addEventListener("abort", abort, { once: true });
      run.resolve = (end) => {
        signal.removeEventListener("abort", abort);
        resolve(end);
      };
      this.#runs.push(run);
      this.#changed.raise();
      if (!this.#looping) void this.#loop();
    });
  }

  /** Gives back what is granted and not started, of the campaigns chosen. */
  handBack(concerns: (campaignId: number) => boolean): void {
    const [back, kept] = partition(this.#scheduled, ({ run }) => concerns(run.range.campaignId));
    this.#scheduled = kept;
    for (const { run, grant } of back) this.#unstart(run, grant);
    this.#arm();
  }

  async #loop(): Promise<void> {
    this.#looping = true;
    try {
      await this.#parts.port.warm();
      while (this.#runs.length > 0) {
        this.#settleRuns();
        const outcomesAreDue = this.#outcomes.dueAt() <= performance.now();
        const run = outcomesAreDue || this.#roomyAt() <= performance.now() ? await this.#nextRun() : undefined;
        if (run || outcomesAreDue) await this.#turn(run);
        else await this.#changed.wait(this.#idleMs());
      }
    } finally {
      this.#looping = false;
    }
  }

  /** Runs that ended are answered once nothing of theirs is held. */
  #settleRuns(): void {
    for (const run of this.#runs.filter((candidate) => candidate.end && candidate.held === 0)) {
      this.#runs.splice(this.#runs.indexOf(run), 1);
      run.resolve(run.end!);
    }
  }

  /** The next run in turn that may ask now; it goes to the end of the line, and other runs of its campaign with it. */
  async #nextRun(): Promise<Run | undefined> {
    if (this.#room() === 0) return undefined;
    const now = performance.now();
    const run = this.#runs.find((candidate) => !candidate.end && candidate.readyAt <= now);
    if (!run) return undefined;
    if (now >= run.turnEndsAt) {
      if (await run.shouldYield()) {
        this.#endRun(run, { kind: "turn_over" });
        return undefined;
      }
      run.turnEndsAt = now + TURN_MS;
    }
    const [same, others] = partition(this.#runs, (candidate) => candidate.range.campaignId === run.range.campaignId);
    this.#runs.splice(0, this.#runs.length, ...others, ...same.filter((candidate) => candidate !== run), run);
    return run;
  }

  /** How many starts may be asked for: what a turn tells is accounted for by that very turn. */
  #room(): number {
    return this.#parts.options.maxConcurrent - this.#held + this.#outcomes.count;
  }

  /** From when on there is room enough for a turn to be worth its statement. */
  #roomyAt(): number {
    const share = (this.#room() - this.#othersHeld) / this.#parts.options.maxConcurrent;
    if (share >= ROOM_SHARE_AT_ONCE) return -Infinity;
    if (share >= ROOM_SHARE) return this.#lastTurnAt + TURNS_APART_MS;
    return this.#othersHeld > 0 && this.#room() > 0 ? this.#lastTurnAt + ROOM_POLL_MS : Infinity;
  }

  #idleMs(): number {
    const askingAt = Math.max(this.#roomyAt(), Math.min(...this.#runs.filter((run) => !run.end).map((run) => run.readyAt)));
    const next = Math.min(this.#outcomes.dueAt(), askingAt);
    return Number.isFinite(next) ? Math.max(1, next - performance.now()) : 60_000;
  }

  /** Tells what came of messages, and asks for starts of a run. */
  async #turn(run: Run | undefined): Promise<void> {
    const { db, senderId, workerId, options, log } = this.#parts;
    const wish = run ? this.#wish(run) : null;
    const group = this.#outcomes.take();
    this.#lastTurnAt = performance.now();
    const outcomes = group.entries.map((entry) => entry.verdict);
    try {
      const { breaker, grant, inFlight } = await takeTurn(db, this.#clock, { senderId, workerId, outcomes, news: group.news, wish }, options);
      for (const entry of group.entries) entry.written();
      if (breaker === "open") this.handBack(() => true);
      if (run && grant) this.#take(run, grant);
      this.#othersHeld = Math.max(0, inFlight - this.#held);
    } catch (error) {
      const retryAt = performance.now() + RETRY_MS;
      log.error({ err: error, campaign_id: run?.range.campaignId, outcomes: outcomes.length }, "no outcomes could be written and no starts granted; trying again in a second");
      this.#outcomes.putBack(group, retryAt);
      if (wish) this.#spent.unshift(...wish.spent);
      if (run) run.readyAt = retryAt;
    }
  }

  #wish(run: Run): GrantWish {
    const { maxConcurrent } = this.#parts.options;
    const { campaignId, fromN, toN } = run.range;
    const want = Math.min(GROUP, Math.max(1, Math.ceil(maxConcurrent / 2)), this.#room());
    return { campaign: campaignId, from: fromN, to: toN, want, spent: this.#spent.splice(0) };
  }

  #take(run: Run, answer: GrantAnswer): void {
    switch (answer.outcome) {
      case "granted":
        this.#schedule(run, answer.rows);
        return;
      case "halted":
        this.handBack((campaignId) => campaignId === run.range.campaignId);
        this.#endRun(run, { kind: "halted" });
        return;
      case "quiet":
      case "capped":
        // What is granted and missed its slot gives its part of the day's cap back.
        if (run.held > 0) run.readyAt = WHEN_SOMETHING_CAME_BACK;
        else this.#endRun(run, { kind: answer.outcome });
        return;
      case "empty":
        this.#takeEmpty(run, answer.pending, answer.retry_in_ms);
        return;
      case "breaker":
        run.readyAt = performance.now() + Math.min(BREAKER_POLL_MS, answer.retry_in_ms + 5);
        return;
      case "busy":
      case "wait":
        // Nobody of this sender gets a slot before this; a little chance keeps two processes from asking in step.
        for (const each of this.#runs) each.readyAt = Math.max(each.readyAt, performance.now() + answer.retry_in_ms * (0.9 + Math.random() * 0.2));
    }
  }

  /** Nothing ready: what is in flight may still come back; else the range is done, or waits for a retry. */
  #takeEmpty(run: Run, pending: number, retryInMs: number | null): void {
    if (run.held > 0) run.readyAt = WHEN_SOMETHING_CAME_BACK;
    else if (pending === 0) this.#endRun(run, { kind: "done" });
    else if ((retryInMs ?? 0) > WAIT_FOR_RETRY_MS) this.#endRun(run, { kind: "later", inMs: retryInMs! });
    else run.readyAt = performance.now() + Math.max(1, retryInMs ?? 0);
  }

  #endRun(run: Run, end: BatchEnd): void {
    run.end ??= end;
    if (end.kind === "turn_over") this.#handBackRun(run);
    this.#changed.raise();
  }

  #handBackRun(run: Run): void {
    const [back, kept] = partition(this.#scheduled, (entry) => entry.run === run);
    this.#scheduled = kept;
    for (const { grant } of back) this.#unstart(run, grant);
  }

  #schedule(run: Run, grants: Grant[]): void {
    for (const grant of grants) this.#scheduled.push({ run, grant });
    run.held += grants.length;
    this.#held += grants.length;
    this.#scheduled.sort((a, b) => a.grant.slot - b.grant.slot);
    if (run.end) this.#handBackRun(run);
    this.#pump();
  }

  /** Starts what is due. Each start is checked against the clock at its very instant; one too late gives its slot up. */
  #pump(): void {
    for (let next = this.#scheduled[0]; next; next = this.#scheduled[0]) {
      const now = this.#clock.now() / 1000;
      if (next.grant.slot > now) break;
      this.#scheduled.shift();
      if (now - next.grant.slot >= this.#toleranceSeconds) this.#unstart(next.run, next.grant);
      else this.#start(next.run, next.grant, now);
    }
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.#scheduled[0];
    if (!next) return;
    this.#timer = setTimeout(() => this.#pump(), Math.max(0, Math.ceil(next.grant.slot * 1000 - this.#clock.now())));
  }

  #start(run: Run, grant: Grant, at: number): void {
    const { port, options } = this.#parts;
    this.#spent.push([grant.permit, grant.slot, at]);
    const startedAt = performance.now();
    void port.send(run.range.request(grant)).then((outcome) => {
      recordSince("outside", "Twilio", outcome.kind, startedAt);
      this.#record(run, verdictOf(run.range.campaignId, grant, at, outcome, options));
      this.#pump();
    });
  }

  #unstart(run: Run, grant: Grant): void {
    this.#spent.push([grant.permit, grant.slot, null]);
    const row = { c: run.range.campaignId, n: grant.n, g: grant.grantNo, to: "pending" as const, refund: true, unstarted: true };
    this.#record(run, { row, mark: "" });
  }

  #record(run: Run, verdict: Verdict): void {
    const before = [this.#outcomes.dueAt(), this.#roomyAt()] as const;
    this.#outcomes.add(verdict, () => this.#release(run));
    if (this.#outcomes.dueAt() < before[0] || this.#roomyAt() < before[1]) this.#changed.raise();
  }

  #release(run: Run): void {
    this.#held -= 1;
    run.held -= 1;
    if (run.held === 0 || run.readyAt === WHEN_SOMETHING_CAME_BACK) run.readyAt = Math.min(run.readyAt, performance.now());
  }
}

function partition<T>(items: T[], test: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
}
