"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef } from "react";

import type { QueueOverview } from "@/lib/jobs/schemas";

import { useTopic } from "./use-live";

const SOONEST_MS = 2_000;
const LATEST_MS = 15_000;

/**
 * Has the server write the page's other parts anew when jobs begin, move or end, and every 15 s: a worker that died sends no event. Renders
 * nothing. Sleeps while the tab is hidden.
 */
export function RefreshOnQueue() {
  const router = useRouter();
  const seen = useRef<string>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const refreshAfter = useCallback(
    (wait: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        if (!document.hidden) router.refresh();
        refreshAfter(LATEST_MS);
      }, wait);
    },
    [router],
  );
  useTopic(
    "queue",
    useCallback(
      (state) => {
        const now = fingerprint(state as QueueOverview);
        if (seen.current !== undefined && seen.current !== now) refreshAfter(SOONEST_MS);
        seen.current = now;
      },
      [refreshAfter],
    ),
  );
  useEffect(() => {
    refreshAfter(LATEST_MS);
    return () => clearTimeout(timer.current);
  }, [refreshAfter]);
  return null;
}

/** Which jobs are under way, and how many matters wait. */
function fingerprint({ running, needs_attention }: QueueOverview): string {
  return `${running.map(({ job_id, status }) => `${job_id} ${status}`).join()} ${needs_attention}`;
}
