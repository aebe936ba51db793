const pad = (value: number) => String(value).padStart(2, "0");

/** Seconds as "18 s", "1 min 39 s", "2 h 05 min" or "3 d 4 h": the two largest units. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${pad(whole % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${pad(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Milliseconds as "184 ms", "4,2 s", or as a duration from a minute on. */
export function latency(milliseconds: number, number: Intl.NumberFormat): string {
  if (milliseconds < 1000) return `${number.format(Math.round(milliseconds))} ms`;
  if (milliseconds < 60_000) return `${number.format(milliseconds / 1000)} s`;
  return duration(milliseconds / 1000);
}
