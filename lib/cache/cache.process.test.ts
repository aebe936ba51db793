import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface, type Interface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownDatabase } from "@/worker/testing";

let own: Awaited<ReturnType<typeof ownDatabase>>;
let processes: CacheProcess[] = [];

beforeAll(async () => {
  own = await ownDatabase();
  await own.db`create table cache_test (value int not null)`;
  await own.db`insert into cache_test values (0)`;
  processes = [start(own.url), start(own.url)];
});

afterAll(async () => {
  await Promise.all(processes.map((entry) => entry.end()));
  await own.drop();
});

test("a write is in the next read of every process", async () => {
  for (let round = 1; round <= 50; round++) {
    const [writer, other] = round % 2 === 0 ? processes : processes.toReversed();
    await Promise.all(processes.map((entry) => entry.ask("read")));
    await writer!.ask(`write ${round}`);
    expect(await Promise.all([other!.ask("read"), writer!.ask("read")])).toMatchObject([{ value: round, from: "source" }, { value: round, from: "source" }]);
    expect(await other!.ask("read")).toMatchObject({ value: round, from: "memory" });
  }
});

test("a killed process holds a write up no longer than its lease, and a new one begins with nothing", async () => {
  const [first, second] = processes as [CacheProcess, CacheProcess];
  await second.ask("read");
  await second.kill();
  await first.ask("write 1000");
  expect(await first.ask("read")).toMatchObject({ value: 1000 });
  processes = [first, start(own.url)];
  expect(await processes[1]!.ask("read")).toMatchObject({ value: 1000, from: "source" });
});

test("a process whose connection was cut does not show what it missed", async () => {
  const [first, second] = processes as [CacheProcess, CacheProcess];
  await second.ask("read");
  await own.db`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tanda cache' and datname = current_database()`;
  await first.ask("write 2000");
  expect(await second.ask("read")).toMatchObject({ value: 2000 });
});

interface CacheProcess {
  ask(command: string): Promise<unknown>;
  kill(): Promise<void>;
  end(): Promise<void>;
}

function start(databaseUrl: string): CacheProcess {
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", "lib/cache/testing-process.ts"], {
    cwd: path.join(import.meta.dirname, "../.."), env: { ...process.env, DATABASE_URL: databaseUrl }, stdio: ["pipe", "pipe", "inherit"],
  });
  const lines: Interface = createInterface({ input: child.stdout! });
  const exit = once(child, "exit");
  return {
    async ask(command) {
      const answer = once(lines, "line");
      child.stdin!.write(`${command}\n`);
      return JSON.parse(((await answer) as [string])[0]) as unknown;
    },
    async kill() {
      child.kill("SIGKILL");
      await exit;
    },
    async end() {
      child.stdin!.end();
      await exit;
    },
  };
}
