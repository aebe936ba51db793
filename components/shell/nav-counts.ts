"use client";

import { useSyncExternalStore } from "react";

type Counts = Readonly<Record<string, number>>;

const none: Counts = {};
let counts = none;
const listeners = new Set<() => void>();

/** Told by whoever watches a room: how many are under way, by the room's path. Rooms not named keep theirs. */
export function setNavCounts(changed: Counts) {
  counts = { ...counts, ...changed };
  for (const listener of listeners) listener();
}

/** The count of a room as it stands now; the one that the server wrote until somebody watches it. */
export function useNavCount(href: string, written: number | undefined): number | undefined {
  const known = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => counts,
    () => none,
  );
  return known[href] ?? written;
}
