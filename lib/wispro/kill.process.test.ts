import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { addUser, openRoom, type Room } from "./testing";
import { startSync } from "./start-sync";
import { SIMULATOR_TOKEN } from "@/e2e/simulators/wispro/server";
import { startWorkerProcess, until, type WorkerProcess } from "@/worker/testing";

/** Enough pages that no run ends before its last kill: up to ten are written at once. */
const CLIENTS = 8_000;
const PAGE = 25;
const KILLS = 20;
const PASSWORD_HASH = "salt:the-hash-of-a-password-that-was-there-before";

let room: Room;
let workers: WorkerProcess[] = [];
beforeAll(async () => {
  room = await openRoom();
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.kill().catch(() => undefined)));
  workers = [];
});
afterAll(() => room.close());

async function startWorker(): Promise<WorkerProcess> {
  const worker = await startWorkerProcess(room.url, {
    WISPRO_API_URL: room.simulator.url, WISPRO_API_TOKEN: SIMULATOR_TOKEN, WISPRO_PER_PAGE: String(PAGE), WORKER_CONCURRENCY: "2",
  });
  workers.push(worker);
  return worker;
}

interface Progress {
  status: string;
  processed: number;
  attempts: number;
  created: number;
  updated: number;
}

async function progress(jobId: string): Promise<Progress> {
  const [row] = await room.db<Progress[]>`
    select status, processed, attempts, coalesce((counters->>'created')::int, 0) as created, coalesce((counters->>'updated')::int, 0) as updated
    from jobs where public_id = ${jobId}`;
  return row!;
}

it(`a run whose worker is killed ${KILLS} times at random ends by itself, totals exact, nobody twice, passwords untouched`, { timeout: 240_000 }, async () => {
  const local = 50;
  for (let n = 0; n < local; n++) {
    const id = await addUser(room, { identity: `V${1_000 + n}`, name: `Local ${n}` });
    await room.db`insert into accounts (account_id, provider_id, user_id, password) values (${String(id)}, 'credential', ${id}, ${PASSWORD_HASH})`;
  }
  room.list(Array.from({ length: CLIENTS }, (_, n) => ({ id: `w${n}`, name: `Cliente ${n}`, national_identification_number: `V-${1_000 + n}` })));
  room.simulator.control.settings.latencyMs = { min: 200, max: 400 };
  const { job_id } = await startSync(room.ctx);

  let kills = 0;
  for (; kills < KILLS; kills++) {
    const before = await progress(job_id);
    if (before.status === "completed") break;
    const worker = await startWorker();
    // Between the first moment of a page and a few pages on: before, within and after a commit.
    const pages = Math.floor(Math.random() * 3);
    await until(() => progress(job_id), ({ processed, status }) => processed >= before.processed + pages * PAGE || status === "completed", 30_000);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
    await worker.kill();
  }
  expect(kills).toBe(KILLS);
  await startWorker();
  const done = await until(() => progress(job_id), ({ status }) => status === "completed" || status === "failed", 120_000);

  expect(done).toMatchObject({ status: "completed", processed: CLIENTS, created: CLIENTS - local, updated: local });
  expect(await room.db`select count(*) as users, count(distinct id_wispro) as clients, count(distinct identity) as numbers from users`).toEqual([
    { users: CLIENTS, clients: CLIENTS, numbers: CLIENTS },
  ]);
  expect(await room.db`select count(*) as kept from accounts where password = ${PASSWORD_HASH}`).toEqual([{ kept: local }]);
});

it("the worker's log tells every tenth page and the totals, and holds no secret", { timeout: 60_000 }, async () => {
  await room.reset();
  room.simulator.control.settings.latencyMs = { min: 0, max: 0 };
  room.list(
    Array.from({ length: 20 * PAGE }, (_, n) => ({ id: `w${n}`, name: `Cliente ${n}`, national_identification_number: `V-${77_000_000 + n}`, link_mobile_login: "https://w/secret-login" })),
  );
  const { job_id } = await startSync(room.ctx);
  const worker = await startWorker();
  await until(() => progress(job_id), ({ status }) => status === "completed", 30_000);
  await until(async () => worker.lines.map(({ msg }) => msg), (lines) => lines.includes("wispro run completed"), 5_000);
  const lines = worker.lines.filter(({ msg }) => String(msg).startsWith("wispro run"));
  expect(lines.map(({ msg }) => msg)).toEqual(["wispro run: 10 of 20 pages", "wispro run: 20 of 20 pages", "wispro run completed"]);
  expect(lines.at(-1)).toMatchObject({ total: 20 * PAGE, processed: 20 * PAGE, created: 20 * PAGE });
  const text = JSON.stringify(worker.lines);
  for (const secret of ["secret-login", SIMULATOR_TOKEN, "77000001"]) expect(text).not.toContain(secret);
});
