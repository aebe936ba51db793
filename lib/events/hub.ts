import { type BusMessage, CHANNEL } from "./bus";
import { forgetApiKeys } from "@/lib/auth/api-keys";
import { database } from "@/lib/db/sql";
import { log } from "@/lib/log/log";

type Listener = (message: BusMessage) => void;

interface Hub {
  listeners: Set<Listener>;
  /** Called when events may have been missed, so that everybody reads anew. */
  resets: Set<() => void>;
  listening: Promise<unknown>;
}

const shared = globalThis as typeof globalThis & { tandaHub?: Hub };

/**
 * The process's one listening connection, fanned out to whoever subscribed. When it is lost it comes back by itself, and `onReset` tells
 * that events may have been missed.
 * @returns a function that ends the subscription.
 */
export function subscribe(onMessage: Listener, onReset: () => void): () => void {
  const hub = (shared.tandaHub ??= openHub());
  hub.listeners.add(onMessage);
  hub.resets.add(onReset);
  return () => {
    hub.listeners.delete(onMessage);
    hub.resets.delete(onReset);
  };
}

/** How many subscriptions are open. */
export function subscriptionCount(): number {
  return shared.tandaHub?.listeners.size ?? 0;
}

/** Opens the listening connection before anybody subscribes: what this process caches is dropped by its messages. */
export function listenForChanges(): void {
  shared.tandaHub ??= openHub();
}

function openHub(): Hub {
  const hub: Hub = { listeners: new Set(), resets: new Set(), listening: Promise.resolve() };
  let connected = false;
  hub.listening = database()
    .listen(
      CHANNEL,
      (payload) => {
        const message = JSON.parse(payload) as BusMessage;
        if (message.kind === "api-keys-changed") forgetApiKeys();
        for (const listener of hub.listeners) listener(message);
      },
      () => {
        // Called again after every reconnection.
        if (connected) for (const reset of hub.resets) reset();
        forgetApiKeys();
        connected = true;
      },
    )
    .catch((error: unknown) => {
      log().error({ err: error }, "live events are off: no listening connection; pages fall back to polling");
      delete shared.tandaHub;
    });
  return hub;
}
