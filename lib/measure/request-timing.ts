import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";

/** A request of this process's HTTP server, from its arrival until the kernel has all of its answer. */
export interface RequestTiming {
  startedAt: number;
  closed: boolean;
  /** Called with the milliseconds that it took, once the kernel has its answer or its connection is gone. */
  onClose?: (milliseconds: number) => void;
}

// Next.js bundles each route apart: what they share hangs on the process.
const shared = globalThis as typeof globalThis & { tandaRequestTiming?: AsyncLocalStorage<RequestTiming> };

/** Next.js itself listens for the end of an answer up to ten times where it rewrites an address: more than Node.js takes for a leak. */
const MAX_LISTENERS = 20;

const CHANNEL = "http.server.request.start";

/** From now on each request of this process's servers carries its timing with it, until what this answers is called. Called once, as the web starts. */
export function timeRequests(): () => void {
  // One for good: each that was ever used costs every asynchronous step of the process.
  const storage = (shared.tandaRequestTiming ??= new AsyncLocalStorage());
  const turn = turns();
  const onStart = (message: unknown) => {
    const { response } = message as { response: ServerResponse };
    const timing: RequestTiming = { startedAt: turn(), closed: false };
    storage.enterWith(timing);
    response.setMaxListeners(MAX_LISTENERS);
    const close = () => {
      if (timing.closed) return;
      timing.closed = true;
      timing.onClose?.(performance.now() - timing.startedAt);
    };
    // Within `end`: what the process still does before it says `close` nobody waits for. With bytes left over it does wait for whoever reads them.
    response.once("prefinish", () => {
      if (response.writableLength === 0) close();
    });
    response.once("close", close);
  };
  subscribe(CHANNEL, onStart);
  return () => void unsubscribe(CHANNEL, onStart);
}

/**
 * When the first request of the event loop's present turn was read. All that are read in one turn had arrived before it: they waited while those before them were
 * begun, as their callers see it.
 */
function turns(): () => number {
  let firstAt: number | undefined;
  const end = () => (firstAt = undefined);
  return () => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      setImmediate(end);
    }
    return firstAt;
  };
}

/** The timing of the request that is being answered; undefined outside of one. */
export function requestTiming(): RequestTiming | undefined {
  return shared.tandaRequestTiming?.getStore();
}
