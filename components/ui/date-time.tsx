"use client";

import { useFormat } from "./use-format";

/** An instant in the product's zone: "18 nov, 16:20"; the whole of it on hover. */
export function DateTime({ value, look = "dateTime" }: { value: Date | string | number; look?: "dateTime" | "date" | "time" | "hourMinute" }) {
  const format = useFormat();
  const instant = new Date(value);
  return (
    <time dateTime={instant.toISOString()} title={format.exact(instant)} className="whitespace-nowrap">
      {format[look](instant)}
    </time>
  );
}
