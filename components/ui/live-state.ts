"use client";

import { useSyncExternalStore } from "react";

/** How fresh the numbers are: events arriving, reconnecting, polled instead, or not connected. */
export type LiveState = "live" | "reconnecting" | "polling" | "off";

let state: LiveState = "off";
const listeners = new Set<() => void>();

/** Told by whoever holds the event stream; the top bar shows it. */
export function setLiveState(next: LiveState) {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
    () => "off" as const,
  );
}
