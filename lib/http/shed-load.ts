import { AsyncResource } from "node:async_hooks";
import { Server, type IncomingMessage, type ServerResponse } from "node:http";
import { localeOf } from "./locale";
import { problem } from "./problem";
import { sendAnswer } from "./send-answer";
import { AppError } from "@/lib/errors/errors";
import { log } from "@/lib/log/log";
import { record } from "@/lib/measure/recorder";

/** More than can be answered within what anybody waits for: each costs a core about two milliseconds. */
export const MAX_IN_FLIGHT = 100;
/** So many others wait for a place, each for so long at most. */
const WAITING = { most: 4_000, forMs: 2_000 };
const RETRY_AFTER_SECONDS = 2;
/** Longer than callers and proxies keep a connection: whoever closes first must not be the one who is about to be asked. */
const KEEP_ALIVE_MS = 75_000;
/**
 * Connections that may wait to be taken while the process is busy for a moment. Beyond it Linux drops a handshake's last part: the caller takes itself for connected,
 * and is reset when the kernel forgets the half of it, up to two minutes later. Node.js asks for 511; net.core.somaxconn caps what is asked for, at 4,096 unless set.
 */
const BACKLOG = 4_096;
/** Probes, which have to be answered at all times; streams, which stay open while nothing happens; files, which cost next to nothing. */
const ALWAYS = ["/api/health/live", "/api/events", "/_next/static/"];
/** Under this name refusals are counted among the routes. */
const NAME = "(refused at the door)";

/**
 * From now on requests beyond what this process can answer wait unread for one that ends, in the order they came; who waited too long is refused, and who finds too many
 * waiting at once. So those within are answered, memory stays bounded, and probes are heard. Refusals are spread over time by the wait: given at once, to callers who ask
 * again at once, they would be all that the process does. Next.js has no hook before its own work, so the server's event is taken; its web process has one
 * server, which is given room for those who wait to be taken, and whose connections are kept open for longer, here too. Called once, as it starts.
 */
export function shedLoad(max = MAX_IN_FLIGHT, { most, forMs } = WAITING): void {
  const emit = Server.prototype.emit as (this: Server, event: string | symbol, ...args: unknown[]) => boolean;
  const prepared = new WeakSet<Server>();
  const waiting = new Set<() => void>();
  let inFlight = 0;
  let admitting = false;
  const begin = (response: ServerResponse, answer: () => void) => {
    inFlight += 1;
    response.once("close", () => {
      inFlight -= 1;
      admitNext();
    });
    answer();
  };
  // One in a turn of the event loop: answers from the cache would else follow each other without end, and nobody who comes be heard meanwhile.
  const admitNext = () => {
    if (admitting || inFlight >= max || waiting.size === 0) return;
    admitting = true;
    setImmediate(() => {
      admitting = false;
      const [next] = waiting;
      next?.();
      admitNext();
    });
  };
  const wait = (request: IncomingMessage, response: ServerResponse, answer: () => void) => {
    // What is begun for a request later, by the end of another, is begun as its own.
    const enter = AsyncResource.bind(() => {
      leave();
      begin(response, answer);
    });
    const refused = setTimeout(() => {
      leave();
      refuse(request, response);
    }, forMs);
    const leave = () => {
      waiting.delete(enter);
      clearTimeout(refused);
      response.off("close", leave);
    };
    response.once("close", leave);
    waiting.add(enter);
  };
  Server.prototype.emit = function shedding(this: Server, event: string | symbol, ...args: unknown[]): boolean {
    if (event === "connection" && !prepared.has(this)) {
      prepared.add(this);
      prepare(this);
    }
    if (event !== "request") return emit.call(this, event, ...args);
    const [request, response] = args as [IncomingMessage, ServerResponse];
    if (ALWAYS.some((path) => request.url?.startsWith(path))) return emit.call(this, event, ...args);
    const answer = () => void emit.call(this, event, ...args);
    if (inFlight < max && waiting.size === 0) begin(response, answer);
    else if (waiting.size < most) wait(request, response, answer);
    else refuse(request, response);
    return true;
  };
}

/** A server listens before anything of ours runs. Its handle can be told to listen anew, with more room; the handle is no API, so a test holds it to that. */
function prepare(server: Server & { _handle?: { listen(backlog: number): number } }): void {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server._handle?.listen(BACKLOG);
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  record("route", NAME, "5xx", 0);
  const asked = new Request("http://localhost/", { headers: { "accept-language": request.headers["accept-language"] ?? "" } });
  const requestId = String(request.headers["x-request-id"] ?? "").replace(/[^\w.-]/g, "").slice(0, 64) || "refused";
  const answer = problem(new AppError("unavailable", { messageKey: "busy", retryAfter: RETRY_AFTER_SECONDS }), { requestId, locale: localeOf(asked), log: log() });
  void sendAnswer(response, answer, { "x-request-id": requestId, "cache-control": "no-store" });
  request.resume();
}
