import type { HourBar } from "./hour-bars";

interface HourBarsPlotProps {
  hours: ReadonlyArray<HourBar>;
  /** The value at the upper edge. */
  top: number;
  currentHour?: number;
  onSee: (hour: number) => void;
}

/** The marks alone, in a box of 24 × 100 that stretches; strokes keep their width. */
export function HourBarsPlot({ hours, top, currentHour, onSee }: HourBarsPlotProps) {
  const y = (value: number) => 100 - (value / top) * 100;
  const yesterday = hours
    .filter((hour) => hour.yesterday !== null && hour.yesterday !== undefined)
    .map((hour, index) => `${index === 0 ? "M" : "L"}${hour.hour} ${y(hour.yesterday ?? 0)}H${hour.hour + 1}`)
    .join("");
  return (
    <svg viewBox="0 0 24 100" preserveAspectRatio="none" className="absolute inset-0 size-full overflow-visible">
      {hours.map((hour) => {
        const total = hour.total ?? 0;
        const failed = Math.min(hour.failed ?? 0, total);
        const current = hour.hour === currentHour;
        return (
          <g key={hour.hour}>
            {total > 0 ? (
              <rect
                x={hour.hour + 0.12}
                width={0.76}
                y={y(total)}
                height={100 - y(total)}
                vectorEffect="non-scaling-stroke"
                className={current ? "fill-data-soft stroke-data" : "fill-data"}
              />
            ) : null}
            {failed > 0 ? <rect x={hour.hour + 0.12} width={0.76} y={Math.min(y(failed), 98)} height={Math.max(100 - y(failed), 2)} className="fill-danger" /> : null}
          </g>
        );
      })}
      <path d={yesterday} fill="none" vectorEffect="non-scaling-stroke" className="stroke-canvas" strokeWidth={3} strokeOpacity={0.7} />
      <path d={yesterday} fill="none" vectorEffect="non-scaling-stroke" className="stroke-line-control" strokeWidth={1} />
      {hours.map((hour) => (
        <rect key={hour.hour} x={hour.hour} width={1} y={0} height={100} fill="transparent" onPointerEnter={() => onSee(hour.hour)} />
      ))}
    </svg>
  );
}
