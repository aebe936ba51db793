"use client";

import { CircleDashed, CircleDot, RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";

import { type LiveState, useLiveState } from "@/components/ui/live-state";

const icons: Record<LiveState, React.ReactNode> = {
  live: <CircleDot aria-hidden className="size-3.5! text-ok" />,
  reconnecting: <RefreshCw aria-hidden className="size-3.5! text-warn" />,
  polling: <RefreshCw aria-hidden className="size-3.5! text-muted" />,
  off: <CircleDashed aria-hidden className="size-3.5! text-muted" />,
};

/** Whether the numbers on screen move by themselves; hidden until a page asks for events. */
export function LiveIndicator() {
  const t = useTranslations("shell.live");
  const state = useLiveState();
  return (
    <p role="status" className="flex shrink-0 items-center gap-1.5 type-meta text-muted max-lg:hidden">
      {state === "off" ? null : (
        <>
          {icons[state]}
          {t(state)}
        </>
      )}
    </p>
  );
}
