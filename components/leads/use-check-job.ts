"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { api } from "@/components/api";
import { topicKey, useTopic } from "@/components/live/use-live";
import type { Job } from "@/lib/jobs/schemas";

const pollMs = 2000;

/** A job from its acceptance on, moved by its events; undefined until the first word of it. */
export function useCheckJob(jobId: string): Job | undefined {
  const client = useQueryClient();
  const topic = `job:${jobId}`;
  const take = useCallback((state: unknown) => client.setQueryData<Job>(topicKey(topic), (before) => (before && before.version > (state as Job).version ? before : (state as Job))), [client, topic]);
  useTopic(topic, take);
  const { data } = useQuery({
    queryKey: topicKey(topic),
    queryFn: ({ signal }) => api<Job>(`/api/crm/jobs/${jobId}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.finished_at ? false : pollMs),
  });
  return data;
}
