import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { databasePid, end, type Launcher, launch, ready, recordedPids } from "@/scripts/testing";
import { type BenchRow, median, timed } from "./harness/rows";

const ROUNDS = 3;
/** What somebody who starts it again is promised. */
const MOST_MS = 5_000;

/** How long `npm start` takes until the system is ready, its first start behind it: after it was stopped, and after everything was killed. */
export async function run(): Promise<BenchRow[]> {
  const { freePort } = (await import("@/scripts/lib/ports.mjs" as string)) as { freePort(): Promise<number> };
  const dataDir = await mkdtemp(path.join(tmpdir(), "tanda-bench-"));
  await chmod(dataDir, 0o755);
  const port = await freePort();
  const [stopped, killed]: number[][] = [[], []];
  let running: Launcher | undefined;
  const start = () => timed(() => ready((running = launch(dataDir, port))));
  try {
    await start();
    for (let round = 0; round < ROUNDS; round++) {
      await end(running!);
      stopped!.push(await start());
      for (const pid of [running!.child.pid!, ...recordedPids(dataDir), databasePid(dataDir)]) process.kill(pid, "SIGKILL");
      await running!.ended;
      killed!.push(await start());
    }
  } finally {
    if (running) await end(running);
    await rm(dataDir, { recursive: true, force: true });
  }
  const [again, recovering] = [median(stopped!), median(killed!)];
  const longest = Math.max(...stopped!);
  return [
    { measure: "npm start again, until it is ready", value: again, unit: "ms", yardstick: `${ROUNDS} times, at most ${longest.toFixed(0)}; within ${MOST_MS}`, holds: longest < MOST_MS },
    { measure: "after kill -9 of everything", value: recovering, unit: "ms", yardstick: "a start after it was stopped, at most 2 ×", ratio: recovering / again, holds: recovering <= 2 * again },
  ];
}
