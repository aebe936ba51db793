/*
 * Loaded before Baileys: its libsignal writes whole sessions, private keys among it, to the console ("Closing session:"). The gateway itself logs by
 * lib/log alone, so that nothing is lost by a console that is silent; how often it was used stands in /health.
 */

let calls = 0;

/** How many lines libraries wanted to write. */
export const silencedLines = (): number => calls;

const silence = (): void => {
  calls += 1;
};

export function silenceConsole(): void {
  for (const method of ["log", "info", "warn", "error", "debug", "trace", "dir"] as const) console[method] = silence;
}
