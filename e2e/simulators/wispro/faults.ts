import { z } from "zod";

const bodyStatus = z.union([z.literal(400), z.literal(401), z.literal(402), z.literal(404), z.literal(412), z.literal(500)]);

const faultSchema = z.discriminatedUnion("kind", [
  /** An HTTP error, with Wispro's error envelope as its body. */
  z.object({ kind: z.literal("http_status"), status: z.number().int().min(400).max(599) }),
  /** A 302 to this address. */
  z.object({ kind: z.literal("redirect"), location: z.string() }),
  /** Wispro's own way: HTTP 200 with the real code in the body. */
  z.object({ kind: z.literal("body_status"), status: bodyStatus }),
  /** 429, `Retry-After` as given (seconds or a date) or absent. */
  z.object({ kind: z.literal("rate_limit"), retryAfter: z.string().optional() }),
  /** The socket is reset before any answer. */
  z.object({ kind: z.literal("reset") }),
  /** No answer, until the client gives up. */
  z.object({ kind: z.literal("hang") }),
  /** HTTP 200 with a HTML page, as a proxy's maintenance notice. */
  z.object({ kind: z.literal("html") }),
  /** A whole answer, by its length, whose JSON breaks off. */
  z.object({ kind: z.literal("truncated_json") }),
  /** The record at `index` on the page has no id and an object for a name. */
  z.object({ kind: z.literal("malformed_client"), index: z.number().int().nonnegative().default(0) }),
  /** The last `rows` clients of the page are left out; the totals stay. */
  z.object({ kind: z.literal("short_page"), rows: z.number().int().positive().default(1) }),
  /** Rows moved down by `rows` since the page before was read: that many of its clients come again here. */
  z.object({ kind: z.literal("moved_rows"), rows: z.number().int().positive().default(1) }),
  /** Another page than the one asked for, with its number. */
  z.object({ kind: z.literal("other_page"), page: z.number().int().positive() }),
]);

/**
 * A fault and when it strikes: on one `page`, on every page from `fromPage`, on the n-th `request` for clients (from 1, since the
 * log was last emptied), or, with none of these, on any request. `times` defaults to 1.
 */
const ruleSchema = z.object({
  fault: faultSchema,
  page: z.number().int().positive().optional(),
  fromPage: z.number().int().positive().optional(),
  request: z.number().int().positive().optional(),
  times: z.union([z.number().int().positive(), z.literal("always")]).default(1),
});

export type Fault = z.infer<typeof faultSchema>;
export type FaultRule = z.input<typeof ruleSchema>;

const settingsSchema = z.object({
  clients: z.number().int().nonnegative(),
  perPageClamp: z.number().int().positive(),
  totalField: z.enum(["total_records", "total_count"]),
  withZoneName: z.boolean(),
  /** A random wait before each answer, in milliseconds. */
  latencyMs: z.object({ min: z.number().nonnegative(), max: z.number().nonnegative() }),
});

export type SimulatorSettings = z.infer<typeof settingsSchema>;

/** What `POST /__control` takes; each part is optional and done in this order. */
const commandSchema = z.strictObject({
  clear: z.boolean().optional(),
  emptyLog: z.boolean().optional(),
  settings: settingsSchema.partial().optional(),
  faults: z.array(ruleSchema).optional(),
  change: z.array(z.object({ index: z.number().int().nonnegative(), fields: z.record(z.string(), z.unknown()) })).optional(),
  remove: z.array(z.number().int().nonnegative()).optional(),
});

/** A request for clients, as the simulator saw and answered it. Says how the token was given, never the token. */
export type LoggedRequest = {
  request: number;
  page: number;
  perPage: number;
  authorization: "right" | "wrong" | "bearer" | "missing";
  fault: Fault["kind"] | null;
};

/** A long run must not grow the process: older requests are forgotten. */
const LOG_LENGTH = 10_000;

/** Everything about a running simulator that can be switched, and what it has seen. */
export class SimulatorControl {
  readonly log: LoggedRequest[] = [];
  readonly changed = new Map<number, Record<string, unknown>>();
  private rules: z.output<typeof ruleSchema>[] = [];
  private removed: number[] = [];
  private requests = 0;

  constructor(readonly settings: SimulatorSettings) {}

  addFault(rule: FaultRule): void {
    this.rules.push(ruleSchema.parse(rule));
  }

  /** Ends all faults, and brings back removed and changed clients as they were. */
  clear(): void {
    this.rules = [];
    this.removed = [];
    this.changed.clear();
  }

  emptyLog(): void {
    this.log.length = 0;
    this.requests = 0;
  }

  /** From now on the client at `index` comes with these fields, whatever they are. */
  changeClient(index: number, fields: Record<string, unknown>): void {
    this.changed.set(index, { ...this.changed.get(index), ...fields });
  }

  /** From now on the client at `index` is gone, and those after it move up. */
  removeClient(index: number): void {
    if (index >= this.settings.clients || this.removed.includes(index)) return;
    this.removed = [...this.removed, index].sort((a, b) => a - b);
  }

  totalClients(): number {
    return this.settings.clients - this.removed.filter((index) => index < this.settings.clients).length;
  }

  /** Which client stands at a place of the list, the removed ones left out. */
  indexAt(place: number): number {
    return this.removed.reduce((index, removed) => (removed <= index ? index + 1 : index), place);
  }

  /** Notes a request and gives the fault to answer it with, if one strikes. The first rule added wins. */
  strike(seen: Pick<LoggedRequest, "page" | "perPage" | "authorization">): Fault | null {
    const request = ++this.requests;
    const rule = this.rules.find((candidate) => strikes(candidate, seen.page, request));
    if (rule !== undefined && rule.times !== "always" && --rule.times === 0) this.rules = this.rules.filter((kept) => kept !== rule);
    this.log.push({ request, ...seen, fault: rule?.fault.kind ?? null });
    if (this.log.length > LOG_LENGTH) this.log.shift();
    return rule?.fault ?? null;
  }

  /** Carries out a command from `POST /__control`. Throws a ZodError for one that isn't understood, having done nothing. */
  run(input: unknown): void {
    const command = commandSchema.parse(input);
    if (command.clear) this.clear();
    if (command.emptyLog) this.emptyLog();
    Object.assign(this.settings, command.settings);
    this.rules.push(...(command.faults ?? []));
    for (const { index, fields } of command.change ?? []) this.changeClient(index, fields);
    for (const index of command.remove ?? []) this.removeClient(index);
  }
}

function strikes(rule: z.output<typeof ruleSchema>, page: number, request: number): boolean {
  return (
    (rule.page === undefined || rule.page === page) &&
    (rule.fromPage === undefined || rule.fromPage <= page) &&
    (rule.request === undefined || rule.request === request)
  );
}
