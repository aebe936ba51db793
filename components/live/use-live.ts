"use client";

import { type QueryKey, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { api } from "@/components/api";
import { useLiveState } from "@/components/ui/live-state";

import { watchTopic } from "./connection";

const POLL_MS = 5_000;

/** The query key under which a topic's state is kept. */
export function topicKey(topic: string): QueryKey {
  return ["topic", topic];
}

export interface LiveOptions<T> {
  /** `queue`, `job:ID`: a topic of `/api/events`. */
  topic: string;
  /** The GET that answers the same. Asked every few seconds while no events arrive. */
  path: string;
  /** What the server wrote into the page. */
  initialData: T;
}

/** The state of a topic, moved by events; polled while they do not arrive. The stream ends with the component. */
export function useLive<T extends object>({ topic, path, initialData }: LiveOptions<T>): T {
  const client = useQueryClient();
  const connected = useLiveState() === "live";
  useEffect(
    () => watchTopic(topic, (state) => client.setQueryData<T>(topicKey(topic), (before) => newer(before, state as T))),
    [client, topic],
  );
  const { data } = useQuery({
    queryKey: topicKey(topic),
    queryFn: ({ signal }) => api<T>(path, { signal }),
    initialData,
    // The page that comes next brings its own state, newer than any kept one.
    gcTime: 0,
    refetchInterval: connected ? false : POLL_MS,
  });
  return data;
}

/** Calls back with every state of a topic, for what an event only sets off. `onState` must be stable. */
export function useTopic(topic: string, onState: (state: unknown) => void) {
  useEffect(() => watchTopic(topic, onState), [topic, onState]);
}

/** Events and answers may overtake each other: the higher version stays. */
function newer<T>(before: T | undefined, after: T): T {
  return before !== undefined && versionOf(before) > versionOf(after) ? before : after;
}

function versionOf(state: unknown): number {
  const version = typeof state === "object" && state !== null && "version" in state ? state.version : 0;
  return typeof version === "number" ? version : 0;
}
