"use client";

import { useEffect } from "react";

import { setNavCounts } from "@/components/shell/nav-counts";
import type { QueueOverview } from "@/lib/jobs/schemas";

import { useLive } from "./use-live";

/** Keeps the menu's counts moving: jobs under way, matters that need a person. Renders nothing. */
export function NavLive({ initial }: { initial: QueueOverview }) {
  const { counts, needs_attention } = useLive({ topic: "queue", path: "/api/crm/queue", initialData: initial });
  useEffect(() => {
    setNavCounts({ "/jobs": counts.queued + counts.processing, "/overview": needs_attention });
  }, [counts.queued, counts.processing, needs_attention]);
  return null;
}
