import { afterAll, beforeEach, expect, test } from "vitest";
import { Gate } from "./gate";
import { guard } from "./guard";
import { type Database, openDatabase } from "./sql";

const POOL = 2;
let pool: Database;
let admin: Database;

beforeEach(() => {
  admin ??= openDatabase(process.env.DATABASE_URL!, { max: 1, applicationName: "tanda test", statementTimeoutMs: 30_000 });
});

afterAll(() => admin.end({ timeout: 5 }));

/** Opens a small pool behind a gate. */
async function behindGate(options: { maxWaiting: number; waitMs: number }, run: (db: Database, gate: Gate) => Promise<void>): Promise<void> {
  pool = openDatabase(process.env.DATABASE_URL!, { max: POOL, applicationName: "tanda gate", statementTimeoutMs: 30_000 });
  const gate = new Gate({ max: POOL, ...options });
  try {
    await run(guard(pool, gate), gate);
    expect([gate.inUse, gate.waiting]).toEqual([0, 0]);
  } finally {
    await pool.end({ timeout: 5 });
  }
}

/** Holds every connection until called. */
async function holdAll(db: Database): Promise<() => Promise<void>> {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  let held = 0;
  let all!: () => void;
  const allHeld = new Promise<void>((resolve) => (all = resolve));
  const holders = Array.from({ length: POOL }, () =>
    db.begin(async (tx) => {
      await tx`select 1`;
      if (++held === POOL) all();
      await released;
    }),
  );
  await allHeld;
  return async () => {
    release();
    await Promise.all(holders);
  };
}

test("A statement over the pool waits, then runs; parts of statements take no place", async () => {
  await behindGate({ maxWaiting: 10, waitMs: 20_000 }, async (db, gate) => {
    const release = await holdAll(db);
    const order: number[] = [];
    const waiting = [1, 2, 3].map((n) => db<{ n: number }[]>`select ${n}::int as n where ${db`true`} and ${db.unsafe("true")}`.then(([row]) => order.push(row!.n)));
    await Promise.resolve();
    await new Promise(setImmediate);
    expect([gate.inUse, gate.waiting]).toEqual([POOL, 3]);
    await release();
    await Promise.all(waiting);
    expect([...order].sort()).toEqual([1, 2, 3]);
  });
});

test("Who waited too long, and who found too many waiting, is told to come back later", async () => {
  await behindGate({ maxWaiting: 1, waitMs: 1 }, async (db) => {
    const release = await holdAll(db);
    const answers = await Promise.allSettled([db`select 1`, db`select 1`, db.begin((tx) => tx`select 1`)]);
    for (const answer of answers) expect(answer).toMatchObject({ status: "rejected", reason: { code: "unavailable", options: { retryAfter: 2 } } });
    await release();
    expect(await db`select 1 as one`).toMatchObject([{ one: 1 }]);
  });
});

test("A failed statement, a failed transaction, a cursor left early and one read to its end give their places back", async () => {
  await behindGate({ maxWaiting: 0, waitMs: 1 }, async (db, gate) => {
    await expect(db`select 1 / 0`).rejects.toMatchObject({ code: "22012" });
    await expect(db.begin((tx) => tx`select 1 / 0`)).rejects.toMatchObject({ code: "22012" });
    const read: number[] = [];
    for await (const rows of db<{ n: number }[]>`select generate_series(1, 10) as n`.cursor(3)) read.push(...rows.map(({ n }) => n));
    expect(read).toHaveLength(10);
    for await (const rows of db`select generate_series(1, 10) as n`.cursor(3)) if (rows.length > 0) break;
    await db`select 1`;
    while (gate.inUse > 0) await new Promise(setImmediate);
  });
});

test("A transaction begins anew when its connection had died idle", async () => {
  await behindGate({ maxWaiting: 10, waitMs: 5_000 }, async (db) => {
    for (let round = 0; round < 5; round += 1) {
      const [mine] = await db.begin((tx) => tx<{ pid: number }[]>`select pg_backend_pid() as pid`);
      await admin`select pg_terminate_backend(${mine!.pid}, 5000)`;
      const [next] = await db.begin((tx) => tx<{ pid: number }[]>`select pg_backend_pid() as pid`);
      expect(next!.pid).not.toBe(mine!.pid);
    }
  });
});

test("A gate made smaller lets fewer in, made larger lets those in who wait", async () => {
  await behindGate({ maxWaiting: 10, waitMs: 20_000 }, async (db, gate) => {
    gate.resize(1);
    const release = await (async () => {
      let end!: () => void;
      const ended = new Promise<void>((resolve) => (end = resolve));
      const held = db.begin(async (tx) => {
        await tx`select 1`;
        await ended;
      });
      return async () => {
        end();
        await held;
      };
    })();
    const second = db`select 1 as one`.execute();
    await new Promise(setImmediate);
    expect([gate.inUse, gate.waiting]).toEqual([1, 1]);
    gate.resize(POOL + 5);
    expect([gate.max, gate.inUse, gate.waiting]).toEqual([POOL, POOL, 0]);
    await second;
    await release();
  });
});
