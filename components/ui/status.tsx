import { CircleCheck, CircleDashed, CircleX, LoaderCircle, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { cn } from "./cn";

export type StatusTone = "ok" | "warn" | "danger" | "running" | "neutral";

const badges: Record<StatusTone, string> = {
  ok: "bg-ok-bg text-ok",
  warn: "bg-warn-bg text-warn",
  danger: "bg-danger-bg text-danger",
  running: "bg-selected text-accent",
  neutral: "bg-hover text-base",
};

const words: Record<StatusTone, string> = {
  ok: "text-ok",
  warn: "text-warn",
  danger: "text-danger",
  running: "text-accent",
  neutral: "text-base",
};

const icons: Record<StatusTone, ReactNode> = {
  ok: <CircleCheck aria-hidden />,
  warn: <TriangleAlert aria-hidden />,
  danger: <CircleX aria-hidden />,
  running: <LoaderCircle aria-hidden className="animate-spin [animation-duration:2s]" />,
  neutral: <CircleDashed aria-hidden />,
};

export interface StatusProps {
  tone: StatusTone;
  /** Replaces the tone's icon; `null` only where a word alone is a label, as a lead's state. */
  icon?: ReactNode;
  /** `badge` stands on its own ground; `text` is icon and word in a line. */
  look?: "badge" | "text";
  children: ReactNode;
  className?: string;
}

/** A state: icon and word, never colour alone. */
export function Status({ tone, icon, look = "badge", children, className }: StatusProps) {
  const glyph = icon === undefined ? icons[tone] : icon;
  return (
    <span
      className={cn(
        "inline-flex max-w-full items-center align-middle whitespace-nowrap",
        look === "badge" ? cn("h-5 gap-1 rounded-sm px-1.5 type-meta font-medium [&_.lucide]:size-3.5!", badges[tone]) : cn("gap-1.5", words[tone]),
        className,
      )}
    >
      {glyph}
      <span className="truncate">{children}</span>
    </span>
  );
}
