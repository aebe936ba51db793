import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { jobStats, PAST_JOBS_TAG } from "./job-stats";
import { closeCache } from "@/lib/cache/coherence";
import { cacheStats } from "@/lib/cache/cached";
import { slotOf } from "@/lib/cache/tags";
import type { Context } from "@/lib/context/context";
import { addCliente, keyActor, testContext } from "@/lib/db/testing";
import { ownDatabase } from "@/worker/testing";

let own: Awaited<ReturnType<typeof ownDatabase>>;
let before: string | undefined;
let tenant: Context;

beforeAll(async () => {
  own = await ownDatabase();
  before = process.env.DATABASE_URL;
  process.env.DATABASE_URL = own.url;
}, 60_000);

beforeEach(async () => {
  tenant = testContext(own.db, keyActor("cliente", { clienteId: await addCliente(own) }));
});

afterAll(async () => {
  await closeCache();
  process.env.DATABASE_URL = before;
  await own.drop();
});

/** A job of the tenant's, of ten leads, made so many days ago. */
async function addJob(daysAgo: number, clienteId = tenant.actor.clienteId): Promise<number> {
  const [job] = await tenant.db<{ id: number }[]>`
    insert into jobs (public_id, kind, status, owner_kind, owner_name, cliente_id, input, total, processed, updated, failed, started_at, finished_at, created_at)
    select ${`bulk_${crypto.randomUUID()}`}, 'bulk_status', 'completed', 'system', 'Tanda', ${clienteId}::bigint, '{}'::jsonb, 10, 10, 8, 2, made, made + interval '4 s', made
    from (select now() - make_interval(days => ${daysAgo})) as at (made)
    returning id`;
  return job!.id;
}

const fromCache = () => cacheStats().kinds.reports?.hit ?? 0;

describe("jobs by day", () => {
  it("counts jobs, leads and durations of each of thirty days, the newest first, within the tenant", async () => {
    for (const daysAgo of [0, 1, 2, 2, 29, 31]) await addJob(daysAgo);
    await addJob(5, await addCliente(tenant));
    const { days } = await jobStats(tenant);
    expect(days.map(({ jobs }) => jobs)).toEqual([1, 1, 2, 1]);
    expect(days[2]).toMatchObject({ jobs: 2, completed: 2, failed: 0, leads: 20, failed_leads: 4, duration_seconds_mean: 4, duration_seconds_p95: 4 });
    expect(days.map(({ day }) => day)).toEqual(days.map(({ day }) => day).sort().reverse());
  });

  it("takes past days from the cache, and today's from the database", async () => {
    await addJob(3);
    const first = await jobStats(tenant);
    await expect.poll(async () => {
      const before = fromCache();
      await jobStats(tenant);
      return fromCache() - before;
    }).toBe(1);
    await addJob(0);
    expect((await jobStats(tenant)).days.map(({ jobs }) => jobs)).toEqual([1, ...first.days.map(({ jobs }) => jobs)]);
  });

  it.each([
    ["that comes late", () => addJob(4), [{ jobs: 2, leads: 20, failed: 0 }]],
    ["that is changed", (id: number) => tenant.db`update jobs set status = 'failed', processed = 7, updated = 5 where id = ${id}`, [{ jobs: 1, leads: 7, failed: 1 }]],
    ["that is cleaned up", (id: number) => tenant.db`delete from jobs where id = ${id}`, []],
  ] as [string, (id: number) => Promise<unknown>, object[]][])("shows a past day's job %s, whoever wrote it", async (_, write, seen) => {
    const id = await addJob(4);
    expect((await jobStats(tenant)).days[0]).toMatchObject({ jobs: 1, leads: 10, failed: 0 });
    await write(id);
    await expect.poll(async () => (await jobStats(tenant)).days.map(({ jobs, leads, failed }) => ({ jobs, leads, failed }))).toEqual(seen);
  });

  it("the triggers name the slot of the tag", async () => {
    const [row] = await tenant.db<{ source: string }[]>`select prosrc as source from pg_proc where proname = 'past_jobs_tell_caches'`;
    expect(row!.source).toContain(`[${slotOf(PAST_JOBS_TAG)}]`);
  });
});
