"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";

import { useLive } from "@/components/live/use-live";
import type { Sync } from "@/lib/wispro/schemas";

import { runPath } from "./requests";
import { hasEnded } from "./run-state";

/** A run, moving. When it ends the server writes the rest of the page anew: history, conflicts, report. */
export function useRun(initial: Sync): Sync {
  const router = useRouter();
  const run = useLive({ topic: `wispro:${initial.job_id}`, path: runPath(initial.job_id), initialData: initial });
  const ended = hasEnded(run);
  const wasEnded = useRef(ended);
  useEffect(() => {
    if (ended && !wasEnded.current) router.refresh();
    wasEnded.current = ended;
  }, [ended, router]);
  return run;
}
