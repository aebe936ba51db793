import type { ReactNode } from "react";

import { cn } from "../cn";

export interface PlotTick {
  /** Share of the width or height, 0 to 1. */
  at: number;
  label: string;
}

export interface PlotFrameProps {
  height: number;
  yTicks: ReadonlyArray<PlotTick>;
  xTicks: ReadonlyArray<PlotTick>;
  /** A dashed line with its label, at a share of the height. */
  limit?: PlotTick;
  children: ReactNode;
}

/** Axes, grid and limit in HTML, so that the server can write them and text never stretches. */
export function PlotFrame({ height, yTicks, xTicks, limit, children }: PlotFrameProps) {
  return (
    <div aria-hidden className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 type-axis text-base select-none">
      <div className="relative grid justify-items-end" style={{ height }}>
        {/* The widest label gives the column its width; the ticks themselves stand on the lines. */}
        {yTicks.map((tick) => (
          <span key={tick.at} className="invisible col-start-1 row-start-1 whitespace-nowrap">{tick.label}</span>
        ))}
        {yTicks.map((tick) => (
          <span key={`${tick.at} shown`} className="absolute right-0 translate-y-1/2 leading-none whitespace-nowrap" style={{ bottom: `${tick.at * 100}%` }}>{tick.label}</span>
        ))}
      </div>
      <div className="relative" style={{ height }}>
        {yTicks.map((tick) => (
          <span key={tick.at} className={cn("absolute inset-x-0 border-t", tick.at === 0 ? "border-line-strong" : "border-line-hair")} style={{ bottom: `${tick.at * 100}%` }} />
        ))}
        {children}
        {limit ? (
          <span className="pointer-events-none absolute inset-x-0 border-t border-dashed border-warn" style={{ bottom: `${limit.at * 100}%` }}>
            <span className="absolute right-0 bottom-0.5 leading-none whitespace-nowrap text-warn">{limit.label}</span>
          </span>
        ) : null}
      </div>
      <span />
      <div className="relative mt-1 h-4">
        {xTicks.map((tick) => (
          <span key={tick.at} className={cn("absolute whitespace-nowrap", tick.at <= 0.02 ? "" : tick.at >= 0.98 ? "-translate-x-full" : "-translate-x-1/2")} style={{ left: `${tick.at * 100}%` }}>{tick.label}</span>
        ))}
      </div>
    </div>
  );
}
