import { CircleCheck, CircleDashed, CircleX, LoaderCircle, PauseCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { cn } from "./cn";

export type TimelineState = "done" | "current" | "paused" | "failed" | "pending";

export interface TimelineStep {
  key: string;
  label: ReactNode;
  state: TimelineState;
  /** Muted lines below: the hour, who, how long. */
  lines?: ReadonlyArray<ReactNode>;
}

const icons: Record<TimelineState, ReactNode> = {
  done: <CircleCheck aria-hidden className="text-accent" />,
  current: <LoaderCircle aria-hidden className="animate-spin text-accent [animation-duration:2s]" />,
  paused: <PauseCircle aria-hidden className="text-warn" />,
  failed: <CircleX aria-hidden className="text-danger" />,
  pending: <CircleDashed aria-hidden className="text-muted" />,
};

/** The steps of a job from left to right; from top to bottom under 720 px. */
export function Timeline({ steps }: { steps: ReadonlyArray<TimelineStep> }) {
  const t = useTranslations("ui.timeline");
  return (
    <ol className="grid auto-cols-fr md:grid-flow-col">
      {steps.map((step, index) => (
        <li key={step.key} aria-current={step.state === "current" ? "step" : undefined} className="relative min-w-0 max-md:pb-3 max-md:pl-7 md:pr-3">
          <div className="flex items-center gap-2 max-md:absolute max-md:inset-y-0 max-md:left-0 max-md:flex-col max-md:gap-1 max-md:pt-0.5 md:-mr-3">
            {icons[step.state]}
            <span className="sr-only">{t(step.state)}</span>
            {index < steps.length - 1 ? (
              <span aria-hidden className={cn("max-md:w-px max-md:flex-1 md:mr-2 md:h-px md:flex-1", step.state === "done" ? "bg-accent" : "bg-line-strong")} />
            ) : null}
          </div>
          <p className={cn("type-data md:mt-2", step.state === "pending" ? "text-base" : "font-medium text-strong")}>{step.label}</p>
          {step.lines?.map((line, at) => (
            <p key={at} className="type-meta text-muted">{line}</p>
          ))}
        </li>
      ))}
    </ol>
  );
}
