"use client";

import { useLive } from "@/components/live/use-live";
import type { OpenAlerts } from "@/lib/alerts/schemas";

/** What holds now, moved by events. */
export function useOpenAlerts(initial: OpenAlerts): OpenAlerts {
  return useLive({ topic: "alerts", path: "/api/alerts/open", initialData: initial });
}
