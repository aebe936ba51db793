import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { freePort } from "./lib/ports.mjs";
import { databasePid, end, launch as launchOn, type Launcher, ready, recordedPids } from "./testing";

const home = mkdtempSync(path.join(os.tmpdir(), "tanda-start-"));
const dataDir = path.join(home, "data");

let port: number;
const launchers: Launcher[] = [];

beforeAll(async () => {
  chmodSync(home, 0o755);
  port = await freePort();
});

afterEach(async () => {
  for (const launcher of launchers.splice(0)) await end(launcher);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

test("starts from nothing, says who the administrator is, and leaves no process after SIGTERM", async () => {
  const launcher = launch();
  await ready(launcher);
  expect(launcher.printed()).toContain(`http://127.0.0.1:${port}`);
  expect(launcher.printed()).toMatch(/E-mail: +\S+@\S+\n.*Password: +\S+/);
  for (const at of ["/sign-in", "/api/health/live"]) {
    const { headers } = await fetch(`http://127.0.0.1:${port}${at}`);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
  const processes = [...recordedPids(dataDir), databasePid(dataDir)];
  expect(processes.length).toBeGreaterThanOrEqual(3);

  launcher.child.kill("SIGTERM");

  expect(await launcher.ended).toBe(0);
  expect(processes.filter(isRunning)).toEqual([]);
  expect(recordedPids(dataDir)).toEqual([]);
});

test("a second start beside a running one names it and changes nothing", async () => {
  const first = launch();
  await ready(first);
  const before = [...recordedPids(dataDir), databasePid(dataDir)];

  const second = launch();

  expect(await second.ended).toBe(0);
  expect(second.printed()).toContain(`already running at http://127.0.0.1:${port}`);
  expect([...recordedPids(dataDir), databasePid(dataDir)]).toEqual(before);
  expect(first.child.exitCode).toBeNull();
});

test("after kill -9 of everything it comes back with every row", async () => {
  const first = launch();
  await ready(first);
  await inDatabase(async (sql) => {
    await sql`create table survivors (id int primary key)`;
    for (let id = 1; id <= 200; id += 1) await sql`insert into survivors values (${id})`;
  });
  for (const pid of [first.child.pid!, ...recordedPids(dataDir), databasePid(dataDir)]) process.kill(pid, "SIGKILL");
  await first.ended;

  await ready(launch());

  const [count] = await inDatabase((sql) => sql`select count(*)::int as n from survivors`);
  expect(count!.n).toBe(200);
});

test("a start after kill -9 of the launcher alone ends what it left and takes its place", async () => {
  const first = launch();
  await ready(first);
  const left = recordedPids(dataDir);
  first.child.kill("SIGKILL");
  await first.ended;
  expect(left.every(isRunning)).toBe(true);

  const second = launch();
  await ready(second);

  expect(second.printed()).toContain("Ended what a killed start had left running");
  expect(left.filter(isRunning)).toEqual([]);
});

test("a port taken by another program is named, and nothing is left behind", async () => {
  const squatter = net.createServer();
  await new Promise<void>((resolve) => squatter.listen(port, "127.0.0.1", resolve));
  try {
    const launcher = launch();
    expect(await launcher.ended).toBe(1);
    expect(launcher.printed()).toContain(`PORT ${port} on 127.0.0.1 is taken`);
    expect(recordedPids(dataDir)).toEqual([]);
  } finally {
    squatter.close();
  }
});

test("a database's URL without host and database is named, and nothing is left behind", async () => {
  const launcher = launch({ DATABASE_URL: "postgres://" });
  expect(await launcher.ended).toBe(1);
  expect(launcher.printed()).toContain("DATABASE_URL: expects a URL with a host and a database");
  expect(launcher.printed()).not.toContain("    at ");
  expect(recordedPids(dataDir)).toEqual([]);
});

function launch(more?: Record<string, string>): Launcher {
  const launcher = launchOn(dataDir, port, more);
  launchers.push(launcher);
  return launcher;
}

/** A zombie, which a container whose first process reaps nobody keeps for ever, does not run. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) [ZX] /.test(readFileSync(stat, "utf8"));
}

async function inDatabase<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const { databaseUrl } = JSON.parse(readFileSync(path.join(dataDir, "system.json"), "utf8")) as { databaseUrl: string };
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
