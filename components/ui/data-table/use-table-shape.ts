"use client";

import { useSyncExternalStore } from "react";

export type TableShape = "both" | "table" | "cards";

const query = "(min-width: 720px)";

function subscribe(listener: () => void) {
  const media = window.matchMedia(query);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}

/**
 * Table or stacked rows. The server cannot know the width: it writes both and CSS hides one, so
 * that the first paint is right; once awake only one is kept.
 */
export function useTableShape(): TableShape {
  return useSyncExternalStore(
    subscribe,
    () => (window.matchMedia(query).matches ? "table" : "cards"),
    () => "both" as const,
  );
}
