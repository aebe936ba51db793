"use client";

import { useSyncExternalStore } from "react";

const every = 1000;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, every);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function current(stepMs: number) {
  if (!timer) now = Date.now();
  return Math.floor(now / stepMs) * stepMs;
}

/**
 * The present in milliseconds, renewed by one timer that the whole page shares.
 * `stepMs` is the grain: a component renders only when its step changes.
 */
export function useNow(stepMs = 1000): number {
  const read = () => current(stepMs);
  return useSyncExternalStore(subscribe, read, read);
}
