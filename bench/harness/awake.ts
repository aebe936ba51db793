import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

const AT_MOST_MS = 300_000;
const SPIN = `for (const until = Date.now() + ${AT_MOST_MS}; Date.now() < until;);`;

/**
 * Keeps every processor from going to sleep while `run` runs, with work that gives way to any other at once (SCHED_IDLE). A virtual machine's sleeping processor takes up to two
 * milliseconds to be woken: a part of no request, seen by the caller and not by the process that is woken.
 */
export async function awake<T>(run: () => Promise<T>): Promise<T> {
  const spinners = Array.from({ length: availableParallelism() }, () =>
    spawn("chrt", ["--idle", "0", process.execPath, "-e", SPIN], { stdio: "ignore" }).on("error", () => console.error("  no chrt here: being woken counts as waiting")));
  try {
    return await run();
  } finally {
    for (const spinner of spinners) spinner.kill("SIGKILL");
  }
}
