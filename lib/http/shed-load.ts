import { Server, type IncomingMessage, type ServerResponse } from "node:http";
import { localeOf } from "./locale";
import { problem } from "./problem";
import { sendAnswer } from "./send-answer";
import { AppError } from "@/lib/errors/errors";
import { log } from "@/lib/log/log";
import { record } from "@/lib/measure/recorder";

/** More than can be answered within what anybody waits for: each costs a core about two milliseconds. */
const MAX_IN_FLIGHT = 250;
const RETRY_AFTER_SECONDS = 2;
/** Longer than callers and proxies keep a connection: whoever closes first must not be the one who is about to be asked. */
const KEEP_ALIVE_MS = 75_000;
/** Probes, which have to be answered at all times; streams, which stay open while nothing happens; files, which cost next to nothing. */
const ALWAYS = ["/api/health/live", "/api/events", "/_next/static/"];
/** Under this name refusals are counted among the routes. */
const NAME = "(refused at the door)";

/**
 * From now on requests beyond what this process can answer are refused as they come, for a fraction of what it takes to begin them: so those within
 * are answered, memory stays bounded, and probes are heard. Next.js has no hook before its own work, so the server's event is taken; its web process has one
 * server, whose connections are kept open for longer here too. Called once, as it starts.
 */
export function shedLoad(max = MAX_IN_FLIGHT): void {
  const emit = Server.prototype.emit as (this: Server, event: string | symbol, ...args: unknown[]) => boolean;
  let inFlight = 0;
  Server.prototype.emit = function shedding(this: Server, event: string | symbol, ...args: unknown[]): boolean {
    if (event !== "request") return emit.call(this, event, ...args);
    this.keepAliveTimeout = KEEP_ALIVE_MS;
    const [request, response] = args as [IncomingMessage, ServerResponse];
    if (ALWAYS.some((path) => request.url?.startsWith(path))) return emit.call(this, event, ...args);
    if (inFlight >= max) {
      refuse(request, response);
      return true;
    }
    inFlight += 1;
    response.once("close", () => (inFlight -= 1));
    return emit.call(this, event, ...args);
  };
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  record("route", NAME, "5xx", 0);
  const asked = new Request("http://localhost/", { headers: { "accept-language": request.headers["accept-language"] ?? "" } });
  const requestId = String(request.headers["x-request-id"] ?? "").replace(/[^\w.-]/g, "").slice(0, 64) || "refused";
  const answer = problem(new AppError("unavailable", { messageKey: "busy", retryAfter: RETRY_AFTER_SECONDS }), { requestId, locale: localeOf(asked), log: log() });
  void sendAnswer(response, answer, { "x-request-id": requestId, "cache-control": "no-store" });
  request.resume();
}
