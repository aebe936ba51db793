import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import { authenticate } from "./authenticate";
import { readJson } from "./body";
import { localeOf } from "./locale";
import { problem } from "./problem";
import { limitRequests } from "./limit-requests";
import { routeNamer, statusClass } from "./route-name";
import { invalidRequest, refuseNul, validate } from "./validate";
import { type Permission, requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { database } from "@/lib/db/sql";
import { IdempotentReplay } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { log } from "@/lib/log/log";
import { record } from "@/lib/measure/recorder";
import { requestTiming } from "@/lib/measure/request-timing";
import { traced } from "@/lib/trace/trace";

type Schema = z.ZodType;
type Parsed<S> = S extends Schema ? z.output<S> : undefined;

export interface RouteDefinition<P = Schema | undefined, Q = Schema | undefined, B = Schema | undefined> {
  /** One line for the API's documentation. */
  summary: string;
  /** Where the documentation lists it. */
  tag: string;
  /** What the caller must be allowed to do; `public` asks for nobody. */
  permission: Permission | "public" | "signed-in";
  params?: P;
  query?: Q;
  body?: B;
  /** A body that the handler reads itself, as it streams. */
  rawBody?: { contentType: string; description: string };
  /** What a success answers. */
  response: Schema | { contentType: string; description: string };
  /** HTTP status of a success; 200 unless given. */
  status?: number;
  /** More answers worth documenting: status → what it means. */
  alsoAnswers?: Record<number, string>;
  /** Creates work: honours Idempotency-Key. */
  idempotent?: boolean;
}

export interface RouteInput<P, Q, B> {
  ctx: Context;
  params: Parsed<P>;
  query: Parsed<Q>;
  body: Parsed<B>;
  request: Request;
}

type Handler<P, Q, B> = (input: RouteInput<P, Q, B>) => Promise<unknown>;

/** What Next.js calls: one method of one path. */
export interface RouteHandler {
  (request: Request, context: { params: Promise<Record<string, string | string[] | undefined>> }): Promise<Response>;
  definition?: RouteDefinition;
}

/** A handler's own choice of HTTP status. */
export class Answer {
  constructor(readonly status: number, readonly body: unknown) {}
}

/**
 * Makes a verb an HTTP route: authentication, role, origin, request rate, body limit, validation, idempotency, timing, error mapping and
 * language, in this order. The schemas that validate here are the ones the OpenAPI document is made of.
 */
export function route<P extends Schema | undefined = undefined, Q extends Schema | undefined = undefined, B extends Schema | undefined = undefined>(
  definition: RouteDefinition<P, Q, B>,
  handler: Handler<P, Q, B>,
): RouteHandler {
  const nameOf = routeNamer();
  const handle: RouteHandler = async (request, { params }) => {
    const name = await nameOf(request, params);
    const attributes = { "http.request.method": request.method, "http.route": name.slice(name.indexOf(" ") + 1) };
    return traced({ name, kind: "server", attributes, parent: request.headers.get("traceparent") }, () => answerOnce(name, request, params));
  };
  const answerOnce = async (name: string, request: Request, params: Parameters<RouteHandler>[1]["params"]): Promise<Response> => {
    const startedAt = performance.now();
    const requestId = requestIdOf(request);
    const locale = localeOf(request);
    const headers = new Headers({ "X-Request-Id": requestId });
    const logger = log().child({ request_id: requestId });
    let response: Response;
    try {
      const actor = await authenticate(request, definition.permission === "public");
      if (definition.permission !== "public") {
        await limitRequests(actor, headers);
        if (definition.permission !== "signed-in") requirePermission(actor, definition.permission);
      }
      const ctx: Context = { actor, db: database(), requestId, now: () => new Date(), log: logger, signal: request.signal, locale };
      const input = await parseInput(definition, request, await params, ctx);
      response = answer(await handler(input), definition.status ?? 200);
    } catch (error) {
      response = error instanceof IdempotentReplay
        ? replay(error, definition.status ?? 200)
        : problem(error, { requestId, locale, log: logger });
    }
    for (const [name, value] of headers) response.headers.set(name, value);
    const durationMs = performance.now() - startedAt;
    measure(name, response, durationMs);
    response.headers.set("Server-Timing", `total;dur=${durationMs.toFixed(3)}`);
    if (!response.headers.has("Cache-Control")) response.headers.set("Cache-Control", "no-store");
    return response;
  };
  handle.definition = definition as unknown as RouteDefinition;
  return handle;
}

/** From the request's arrival until its answer has left, as its caller sees it; of a stream only until it begins, since its end is the caller's to choose. */
function measure(name: string, response: Response, durationMs: number): void {
  const outcome = statusClass(response.status);
  const timing = requestTiming();
  const isWhole = response.body === null || response.headers.get("content-type")?.startsWith("application/json");
  if (timing && !timing.closed && isWhole) timing.onClose = (milliseconds) => record("route", name, outcome, milliseconds * 1000);
  else record("route", name, outcome, durationMs * 1000);
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];

/** All methods of one path; those not given answer 405 in the API's form. */
export function methods(given: Partial<Record<Method, RouteHandler>>): Record<Method, RouteHandler> {
  const allowed = METHODS.filter((method) => given[method]).join(", ");
  const refuse: RouteHandler = async (request) => {
    const requestId = requestIdOf(request);
    const response = problem(new AppError("method_not_allowed", { params: { allowed } }), { requestId, locale: localeOf(request), log: log() });
    response.headers.set("X-Request-Id", requestId);
    return response;
  };
  return Object.fromEntries(METHODS.map((method) => [method, given[method] ?? refuse])) as Record<Method, RouteHandler>;
}

async function parseInput<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined>(
  definition: RouteDefinition<P, Q, B>,
  request: Request,
  pathParams: Record<string, string | string[] | undefined>,
  ctx: Context,
): Promise<RouteInput<P, Q, B>> {
  const { search, searchParams } = new URL(request.url);
  // A path that cannot name anything is a thing that does not exist, not a malformed request.
  const params = definition.params ? definition.params.safeParse(pathParams) : undefined;
  if (params && !params.success) throw new AppError("not_found");
  if (search.includes("%00")) throw invalidRequest([{ path: "query", message: "U+0000" }]);
  const query = definition.query ? validate(definition.query, Object.fromEntries(searchParams), ctx.locale) : undefined;
  const json = definition.body ? await readJson(request) : undefined;
  if (json) refuseNul(json.text);
  const body = definition.body ? validate(definition.body, json?.value, ctx.locale) : undefined;
  const key = definition.idempotent ? request.headers.get("idempotency-key") : null;
  if (key !== null) ctx.idempotency = { key: validate(idempotencyKey, key, ctx.locale, "Idempotency-Key"), requestHash: requestHash(request, json?.text ?? "") };
  return { ctx, params: params?.data, query, body, request } as RouteInput<P, Q, B>;
}

const idempotencyKey = z.string().min(1).max(255);

function requestHash(request: Request, text: string): string {
  const { pathname, search } = new URL(request.url);
  return createHash("sha256").update(`${request.method} ${pathname}${search}\n`).update(text).digest("hex");
}

/** The caller's `X-Request-Id` where it is one, else a new one. */
export function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id");
  return given && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

function answer(result: unknown, status: number): Response {
  if (result instanceof Response) return result;
  if (result instanceof Answer) return Response.json(result.body, { status: result.status });
  return Response.json(result, { status });
}

function replay({ body }: IdempotentReplay, status: number): Response {
  return new Response(body, { status, headers: { "Content-Type": "application/json", "Idempotency-Replayed": "true" } });
}
