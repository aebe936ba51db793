import { type BusMessage, CHANNEL } from "./bus";
import { keepListening } from "./listener";
import { forgetApiKeys } from "@/lib/auth/api-keys";
import { settings } from "@/lib/config/env";
import { log } from "@/lib/log/log";

type Listener = (message: BusMessage) => void;

interface Hub {
  listeners: Set<Listener>;
  /** Called when events may have been missed, so that everybody reads anew. */
  resets: Set<() => void>;
  /** Called when the process is told to stop. */
  closers: Set<() => void>;
  listener: ReturnType<typeof keepListening>;
}

const shared = globalThis as typeof globalThis & { tandaHub?: Hub };

export interface Subscriber {
  onMessage: Listener;
  /** Events may have been missed: read anew. */
  onReset: () => void;
  /** The process is told to stop. */
  onClose: () => void;
}

/**
 * The process's one listening connection, fanned out to whoever subscribed. When it is lost it comes back by itself.
 * @returns a function that ends the subscription.
 */
export function subscribe({ onMessage, onReset, onClose }: Subscriber): () => void {
  const hub = (shared.tandaHub ??= openHub());
  hub.listeners.add(onMessage);
  hub.resets.add(onReset);
  hub.closers.add(onClose);
  return () => {
    hub.listeners.delete(onMessage);
    hub.resets.delete(onReset);
    hub.closers.delete(onClose);
  };
}

/** How many subscriptions are open. */
export function subscriptionCount(): number {
  return shared.tandaHub?.listeners.size ?? 0;
}

/** Ends every open subscription, and listens no more. */
export async function closeStreams(): Promise<void> {
  const hub = shared.tandaHub;
  delete shared.tandaHub;
  for (const close of [...(hub?.closers ?? [])]) close();
  await hub?.listener.close();
}

function openHub(): Hub {
  const hub: Hub = {
    listeners: new Set(), resets: new Set(), closers: new Set(),
    listener: keepListening({
      url: settings().DATABASE_URL,
      channel: CHANNEL,
      name: "tanda events",
      onPayload: (payload) => {
        const message = JSON.parse(payload) as BusMessage;
        if (message.kind === "api-keys-changed") forgetApiKeys();
        for (const listener of hub.listeners) listener(message);
      },
      onListening: () => {
        // The first time too: whoever subscribed while the connection was being made may have read before it heard.
        for (const reset of hub.resets) reset();
        forgetApiKeys();
      },
      onLost: (error) => {
        log().error({ err: error }, "live events are off: no listening connection; pages fall back to polling, and it is tried again each second");
      },
    }),
  };
  return hub;
}
