"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import { useTopic } from "@/components/live/use-live";
import type { Job, QueueOverview } from "@/lib/jobs/schemas";

const REFETCH_MS = 700;

/**
 * A page of jobs with those under way as they stand now. When one begins or ends the list is asked anew: what has ended no longer comes with
 * the events.
 */
export function useLiveJobs(rows: ReadonlyArray<Job>): ReadonlyArray<Job> {
  const client = useQueryClient();
  const [running, setRunning] = useState<ReadonlyMap<string, Job>>(new Map());
  const under = useRef<string>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useTopic(
    "queue",
    useCallback(
      (state) => {
        const jobs = (state as QueueOverview).running;
        setRunning(new Map(jobs.map((job) => [job.job_id, job])));
        const ids = jobs.map((job) => job.job_id).sort().join();
        if (under.current !== undefined && ids !== under.current) {
          clearTimeout(timer.current);
          timer.current = setTimeout(() => void client.invalidateQueries({ queryKey: ["jobs", "list"] }), REFETCH_MS);
        }
        under.current = ids;
      },
      [client],
    ),
  );
  return rows.map((row) => {
    const now = running.get(row.job_id);
    return now && now.version > row.version ? now : row;
  });
}
