import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { z } from "zod";
import type { Gateway } from "./gateway";
import { silencedLines } from "./quiet-console";
import { asAppError } from "@/lib/http/problem";
import type { Log } from "@/lib/log/log";

const MAX_BODY_BYTES = 4_096;

const orderSchema = z.union([z.object({ user_id: z.int().positive() }), z.object({ session_id: z.string().min(1).max(200) })]);

export type Order = z.infer<typeof orderSchema>;

/** What the console does, by the same verbs. Each answers the session's id. */
export interface Orders {
  start(order: Order): Promise<string>;
  stop(order: Order): Promise<string>;
  logout(order: Order): Promise<string>;
}

export interface HttpPorts {
  host: string;
  port: number;
  token: string;
  gateway: () => Gateway | undefined;
  orders: Orders;
  log: Log;
}

class HttpProblem extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

/** Listens on a loopback address; all but `GET /health` wants the shared token. Rejects where the port is taken. */
export async function startHttp(ports: HttpPorts): Promise<Server> {
  const server = createServer((request, response) => {
    void answer(ports, request).then(
      (body) => send(response, 200, body),
      (error: unknown) => sendProblem(ports, response, error),
    );
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(ports.port, ports.host, resolve);
  });
  return server;
}

async function answer(ports: HttpPorts, request: IncomingMessage): Promise<Record<string, unknown>> {
  const path = new URL(request.url ?? "/", "http://gateway").pathname;
  if (request.method === "GET" && path === "/health") return health(ports);
  requireToken(ports, request);
  const life = ports.gateway()?.current();
  if (request.method === "GET") {
    if (path === "/sessions") return { success: true, items: life?.sessions.list() ?? [] };
    if (path === "/metrics/batch" && life) return measured(life.outbox.gauges().batch);
    if (path === "/metrics/cache" && life) return measured(life.outbox.gauges().cache);
    if (!path.startsWith("/metrics/")) throw new HttpProblem(404, "not_found", "no such path");
    throw new HttpProblem(503, "unavailable", "the gateway has no database at the moment");
  }
  const order = { "/start": ports.orders.start, "/stop": ports.orders.stop, "/logout": ports.orders.logout }[path];
  if (!order) throw new HttpProblem(404, "not_found", "no such path");
  if (request.method !== "POST") throw new HttpProblem(405, "method_not_allowed", "POST is expected");
  return { success: true, sessionId: await order(await readOrder(request)) };
}

function health({ gateway }: HttpPorts): Record<string, unknown> {
  const life = gateway()?.current();
  const states: Record<string, number> = {};
  for (const { state } of life?.sessions.list() ?? []) states[state] = (states[state] ?? 0) + 1;
  const { rss, heapUsed } = process.memoryUsage();
  return {
    success: true, status: life ? "ok" : "down", gateway_id: life?.id ?? null, sessions: states, waiting_to_connect: gateway()?.slots.waiting() ?? 0,
    uptime_seconds: Math.round(process.uptime()), memory_bytes: { rss, heap: heapUsed }, silenced_lines: silencedLines(),
  };
}

/** Each figure at the top, where integrators look for it, and together under `metrics`. */
function measured(metrics: object): Record<string, unknown> {
  return { success: true, ...metrics, metrics };
}

function requireToken({ token }: HttpPorts, request: IncomingMessage): void {
  const given = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
  // Digests have one length, as timingSafeEqual wants.
  if (!timingSafeEqual(digest(given), digest(token))) throw new HttpProblem(401, "unauthorized", "the gateway's token is expected as a bearer token");
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

async function readOrder(request: IncomingMessage): Promise<Order> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new HttpProblem(413, "payload_too_large", "the body is too large");
    chunks.push(chunk);
  }
  try {
    return orderSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
  } catch (error) {
    if (error instanceof SyntaxError) throw new HttpProblem(400, "invalid_json", "the body is no JSON");
    throw new HttpProblem(422, "invalid_request", "user_id, a whole number, or session_id is expected");
  }
}

function sendProblem({ log }: HttpPorts, response: ServerResponse, error: unknown): void {
  if (error instanceof HttpProblem) return send(response, error.status, { success: false, error: error.code, message: error.message });
  const known = asAppError(error);
  if (known.status >= 500) log.error({ err: error }, "gateway request failed");
  send(response, known.status, { success: false, error: known.code, message: known.code });
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text), connection: status >= 400 ? "close" : "keep-alive" });
  response.end(text);
}
