import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import { type Fault, type LoggedRequest, SimulatorControl, type SimulatorSettings } from "./faults";
import { personAt } from "./people";

/** The token a simulator takes unless it is told another. */
export const SIMULATOR_TOKEN = "wispro-simulator-token";

export type SimulatorOptions = Partial<SimulatorSettings> & { token?: string; seed?: number; port?: number };

export type WisproSimulator = {
  /** What to set `WISPRO_API_URL` to. */
  url: string;
  control: SimulatorControl;
  log: readonly LoggedRequest[];
  /** Resolves when the port is free again; requests that hang are cut off. */
  close(): Promise<void>;
};

type Query = { page: number; perPage: number };
type Answering = { control: SimulatorControl; seed: number; token: string; lastTurn: Promise<void> };

const BASE_PATH = "/api/v1";
const DOCUMENTED_PER_PAGE = { default: 20, max: 1000 };
const MESSAGES: Record<number, string> = {
  400: "Invalid record",
  401: "Unauthorized",
  402: "Payment Required",
  404: "Not found",
  412: "Can not be applied",
  500: "Internal server error",
};

/**
 * Starts Wispro's `GET /clients` on 127.0.0.1, on any free port unless one is given, with `clients` (default 2,000) generated people
 * in pages of at most `perPageClamp` (default 100). Beside it `POST /__control` and `GET /__log` do what `control` and `log` do here.
 * Rejects where the port is taken.
 */
export async function startWisproSimulator(options: SimulatorOptions = {}): Promise<WisproSimulator> {
  const control = new SimulatorControl({
    clients: options.clients ?? 2_000,
    perPageClamp: options.perPageClamp ?? 100,
    totalField: options.totalField ?? "total_records",
    withZoneName: options.withZoneName ?? true,
    latencyMs: options.latencyMs ?? { min: 0, max: 0 },
  });
  const answering = { control, seed: options.seed ?? 1, token: options.token ?? SIMULATOR_TOKEN, lastTurn: Promise.resolve() };
  const server = createServer((request, response) => void answer(answering, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}${BASE_PATH}`, control, log: control.log, close };
}

async function answer(answering: Answering, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const route = `${request.method} ${url.pathname}`;
  if (route === "GET /__log") return sendJson(response, 200, { requests: answering.control.log });
  if (route === "POST /__control") return takeCommand(answering.control, request, response);
  await latency(answering);
  if (route !== `GET ${BASE_PATH}/clients`) return sendError(response, 404);
  answerClients(answering, request, queryOf(url.searchParams, answering.control.settings), response);
}

async function takeCommand(control: SimulatorControl, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    control.run(JSON.parse(Buffer.concat(await request.toArray()).toString()));
    sendJson(response, 200, { success: true });
  } catch (error) {
    sendJson(response, 422, { success: false, message: String(error) });
  }
}

/**
 * Waits as long as an answer shall take. Those that fall due together come one after the other, new requests being read between them: answered in one go,
 * they would be asked for in one go again, and a reader of many pages at once would wait for all of them each time.
 */
async function latency(answering: Answering): Promise<void> {
  const { min, max } = answering.control.settings.latencyMs;
  if (max === 0) return;
  await setTimeout(min + Math.random() * Math.max(0, max - min));
  const turn = answering.lastTurn.then(() => setImmediate());
  answering.lastTurn = turn;
  await turn;
}

function queryOf(parameters: URLSearchParams, { perPageClamp }: SimulatorSettings): Query {
  const perPage = positive(parameters.get("per_page"), DOCUMENTED_PER_PAGE.default);
  return { page: positive(parameters.get("page"), 1), perPage: Math.min(perPage, perPageClamp, DOCUMENTED_PER_PAGE.max) };
}

function positive(text: string | null, fallback: number): number {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : fallback;
}

function answerClients(answering: Answering, request: IncomingMessage, query: Query, response: ServerResponse): void {
  const authorization = authorizationOf(request, answering.token);
  const fault = answering.control.strike({ ...query, authorization });
  if (authorization !== "right") return sendError(response, 401);
  switch (fault?.kind) {
    case "http_status":
      return sendJson(response, fault.status, errorBody(fault.status));
    case "redirect":
      response.setHeader("location", fault.location);
      return send(response, 302, "text/plain", "");
    case "body_status":
      return sendError(response, fault.status);
    case "rate_limit":
      if (fault.retryAfter !== undefined) response.setHeader("retry-after", fault.retryAfter);
      return sendJson(response, 429, errorBody(429));
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "hang":
      return;
    case "html":
      return send(response, 200, "text/html; charset=utf-8", "<!doctype html><title>Mantenimiento</title><h1>Volvemos pronto</h1>");
    case "truncated_json": {
      const whole = JSON.stringify(clientsPage(answering, query, null));
      return send(response, 200, "application/json; charset=utf-8", whole.slice(0, Math.floor(whole.length / 2)));
    }
    case "other_page":
      return sendJson(response, 200, clientsPage(answering, { ...query, page: fault.page }, null));
    default:
      return sendJson(response, 200, clientsPage(answering, query, fault));
  }
}

/** Wispro takes the bare token; with `Bearer` before it, it is another, wrong one. */
function authorizationOf(request: IncomingMessage, token: string): LoggedRequest["authorization"] {
  const given = request.headers.authorization;
  if (given === undefined) return "missing";
  if (given === token) return "right";
  return given.startsWith("Bearer ") ? "bearer" : "wrong";
}

function clientsPage({ control, seed }: Answering, { page, perPage }: Query, fault: Fault | null): unknown {
  const { settings } = control;
  const total = control.totalClients();
  const end = Math.min(page * perPage, total);
  const moved = fault?.kind === "moved_rows" ? fault.rows : 0;
  const last = page * perPage >= total;
  const from = Math.max(0, (page - 1) * perPage - moved);
  const until = last ? end : end - moved;
  const data: Record<string, unknown>[] = [];
  for (let place = from; place < until; place++) data.push(clientAt(control, seed, place));
  return {
    status: 200,
    meta: {
      object: "list",
      pagination: { [settings.totalField]: total, total_pages: Math.ceil(total / perPage), per_page: perPage, current_page: page },
    },
    data: withRecordFault(data, fault),
  };
}

function clientAt(control: SimulatorControl, seed: number, place: number): Record<string, unknown> {
  const index = control.indexAt(place);
  const { client } = personAt(index, { seed, withZoneName: control.settings.withZoneName });
  return { ...client, ...control.changed.get(index) };
}

function withRecordFault(data: Record<string, unknown>[], fault: Fault | null): Record<string, unknown>[] {
  if (fault?.kind === "short_page") return data.slice(0, -fault.rows);
  if (fault?.kind !== "malformed_client") return data;
  return data.map((client, index) => (index === fault.index ? { ...client, id: null, name: { first: client.name } } : client));
}

function errorBody(status: number): unknown {
  return { status, meta: {}, message: MESSAGES[status] ?? "Error", errors: {} };
}

function sendError(response: ServerResponse, status: number): void {
  sendJson(response, 200, errorBody(status));
}

function sendJson(response: ServerResponse, httpStatus: number, body: unknown): void {
  send(response, httpStatus, "application/json; charset=utf-8", JSON.stringify(body));
}

function send(response: ServerResponse, httpStatus: number, contentType: string, body: string): void {
  response.writeHead(httpStatus, { "content-type": contentType, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
