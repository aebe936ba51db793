/** The zone in which every instant is shown (IANA name). */
export function appTimeZone(): string {
  return process.env.APP_TIMEZONE || "America/Caracas";
}
