import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import { MAX_BODY_BYTES } from "./body";
import type { RouteHandler } from "./route";
import { sendAnswer } from "./send-answer";
import { log } from "@/lib/log/log";

const ORIGIN = "http://localhost";
/** What needs no thought about its reading: anything else is Next.js's. */
const PLAIN_QUERY = /^[\w.=&-]*$/;
const NO_PARAMS = Promise.resolve({});

/**
 * From now on plain posts to these paths are answered by their handlers as they come, without Next.js's own work on each, which is more than what they ask
 * for. Whatever is not plain (another method, another spelling of the path, a body of unknown length or too long) goes on to Next.js and the same handlers.
 * Called once, before what has to see requests earlier: load is shed before a door.
 */
export function openDoors(doors: ReadonlyMap<string, RouteHandler>): void {
  const emit = Server.prototype.emit as (this: Server, event: string | symbol, ...args: unknown[]) => boolean;
  Server.prototype.emit = function opening(this: Server, event: string | symbol, ...args: unknown[]): boolean {
    if (event !== "request") return emit.call(this, event, ...args);
    const [message, response] = args as [IncomingMessage, ServerResponse];
    const handler = handlerFor(doors, message);
    if (!handler) return emit.call(this, event, ...args);
    void answer(handler, message, response);
    return true;
  };
}

function handlerFor(doors: ReadonlyMap<string, RouteHandler>, { method, url = "", headers }: IncomingMessage): RouteHandler | undefined {
  if (method !== "POST") return undefined;
  const mark = url.indexOf("?");
  const handler = doors.get(mark === -1 ? url : url.slice(0, mark));
  if (!handler || (mark !== -1 && !PLAIN_QUERY.test(url.slice(mark + 1)))) return undefined;
  const length = Number(headers["content-length"] ?? Number.NaN);
  return length > 0 && length <= MAX_BODY_BYTES ? handler : undefined;
}

async function answer(handler: RouteHandler, message: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const given = await handler(requestOf(message, response), { params: NO_PARAMS });
    // The rest of a body that was given up is not worth reading.
    await sendAnswer(response, given, message.complete ? {} : { connection: "close" });
  } catch (error) {
    log().error({ err: error }, "door failed");
    response.destroy();
  }
}

function requestOf(message: IncomingMessage, response: ServerResponse): Request {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  const headers = Object.entries(message.headersDistinct).flatMap(([name, values]) => (values ?? []).map((value): [string, string] => [name, value]));
  return new Request(ORIGIN + message.url, { method: "POST", headers, body: bodyOf(message), signal: gone.signal, duplex: "half" } as RequestInit);
}

/** Nothing is read before it is asked for: who may not come in is refused unread. */
function bodyOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  let isReading = false;
  let isOpen = true;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (isReading) return;
      isReading = true;
      message.on("data", (chunk: Buffer) => {
        if (isOpen) controller.enqueue(chunk);
      });
      message.once("end", () => {
        if (isOpen) controller.close();
        isOpen = false;
      });
      message.once("error", (error) => {
        if (isOpen) controller.error(error);
        isOpen = false;
      });
    },
    cancel() {
      isOpen = false;
    },
  }, { highWaterMark: 0 });
}
