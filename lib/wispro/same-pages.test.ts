import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { settleConflict } from "./conflicts";
import { addUser, openRoom, type Room, type WireFields } from "./testing";
import type { JobRow } from "@/lib/jobs/view";

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
beforeEach(async () => {
  await room.reset();
  room.simulator.control.settings.perPageClamp = 10;
});
afterAll(() => room.close());

const NAMELESS = [4, 17, 33];

/** 45 clients on five pages; three have no identity number. */
function people(changed: Record<number, WireFields> = {}): WireFields[] {
  return Array.from({ length: 45 }, (_, n) => ({
    id: `w${n}`, name: `Cliente ${n}`, national_identification_number: NAMELESS.includes(n) ? "" : `V-${1000 + n}`, city: "Mérida", ...changed[n],
  }));
}

async function syncOf(clients: WireFields[]): Promise<JobRow> {
  room.list(clients);
  return room.sync();
}

function countsOf({ unchanged, total, processed, counters }: JobRow) {
  const { created = 0, updated = 0, skipped = 0, conflicts = 0, gone = 0, repeated = 0 } = counters;
  return { created, updated, unchanged, skipped, conflicts, gone, repeated, total, processed };
}

const ALL_STAND = { created: 0, updated: 0, unchanged: 42, skipped: 3, conflicts: 0, gone: 0, repeated: 0, total: 45, processed: 45 };

/** Whether the run passed the whole list by its pages: then no client is noted for itself. */
async function byPages(job: JobRow): Promise<boolean> {
  return (await room.db`select from wispro_seen where job_id = ${job.id}`).length === 0;
}

const reported = async (job: JobRow) => (await room.report(job)).map(({ reason, idWispro }) => [reason, idWispro]);

it("a list that comes again to the byte is passed page by page, with the counts and the report of the run before, as often as it comes", async () => {
  const first = await syncOf(people());
  expect(countsOf(first)).toEqual({ ...ALL_STAND, created: 42, unchanged: 0 });
  const before = await room.db`select id, xmin::text from users order by id`;
  for (let again = 0; again < 3; again++) {
    const job = await room.sync();
    expect([countsOf(job), await byPages(job)]).toEqual([ALL_STAND, true]);
    expect(await room.report(job)).toEqual(await room.report(first));
  }
  expect(await room.db`select id, xmin::text from users order by id`).toEqual(before);
});

it("a user that is gone from Wispro is listed again", async () => {
  await addUser(room, { id_wispro: "old", identity: "V77", name: "De antes" });
  await syncOf(people());
  const job = await room.sync();
  expect([countsOf(job), await byPages(job)]).toEqual([{ ...ALL_STAND, gone: 1 }, true]);
  expect(await reported(job)).toContainEqual(["gone", "old"]);
});

describe("the pages are left, and the counts stay exact,", () => {
  it.each([0, 24, 44])("when client %d says something else", async (n) => {
    await syncOf(people());
    const job = await syncOf(people({ [n]: { city: "Cumaná" } }));
    expect([countsOf(job), await byPages(job)]).toEqual([{ ...ALL_STAND, unchanged: 41, updated: 1 }, false]);
    expect((await reported(job)).toSorted()).toEqual(NAMELESS.map((at) => ["missing_identity", `w${at}`]).toSorted());
    const next = await room.sync();
    expect([countsOf(next), await byPages(next)]).toEqual([ALL_STAND, true]);
  });

  it("when a client joins at the end, or the last page is not there any more", async () => {
    await syncOf(people());
    const more = await syncOf([...people(), { id: "w45", name: "Nueva", national_identification_number: "V-2000" }]);
    expect(countsOf(more)).toEqual({ ...ALL_STAND, created: 1, total: 46, processed: 46 });
    const fewer = await syncOf(people().slice(0, 40));
    expect(countsOf(fewer)).toEqual({ ...ALL_STAND, unchanged: 37, gone: 6, total: 40, processed: 40 });
  });

  it("when rows have moved while they were read: nobody counts twice", async () => {
    await syncOf(people());
    room.simulator.control.addFault({ fault: { kind: "moved_rows", rows: 3 }, page: 3 });
    const job = await room.sync();
    expect(job.status).toBe("completed");
    expect(countsOf(job)).toEqual({ ...ALL_STAND, repeated: expect.any(Number) });
    expect((await reported(job)).toSorted()).toEqual(NAMELESS.map((at) => ["missing_identity", `w${at}`]).toSorted());
  });

  it("when the list is read again because it came short", async () => {
    await syncOf(people());
    room.simulator.control.addFault({ fault: { kind: "short_page", rows: 2 }, page: 5 });
    expect(countsOf(await room.sync())).toEqual({ ...ALL_STAND, repeated: 43 });
  });

  it("when a page of them comes in place of another", async () => {
    await syncOf(people());
    const twice = [...people().slice(0, 20), ...people().slice(0, 10), ...people().slice(30)];
    const job = await syncOf(twice);
    expect(job).toMatchObject({ status: "failed", error: "wispro_incomplete" });
  });
});

describe("what is done to a user here is not passed over:", () => {
  const of = (n: number) => room.db`id_wispro = ${`w${n}`}`;

  it.each<[string, () => Promise<unknown>, { created?: number; updated?: number; unchanged?: number; skipped?: number }]>([
    ["a field is changed", async () => room.db`update users set city = 'Otra' where ${of(20)}`, { updated: 1, unchanged: 41 }],
    ["a field is pinned", async () => room.db`update users set pinned = '{city}' where ${of(20)}`, { updated: 0, unchanged: 42 }],
    ["the link is taken away", async () => room.db`update users set id_wispro = null where ${of(20)}`, { updated: 1, unchanged: 41 }],
    ["the user is deleted", async () => room.db`delete from users where ${of(20)}`, { created: 1, unchanged: 41 }],
    ["a client that was skipped is linked to a user", async () => room.db`insert into users (name, id_wispro) values ('Local', 'w4')`, { updated: 1, skipped: 2 }],
    ["a user that was there is linked to it", async () => {
      const id = await addUser(room, { name: "Local", identity: "V99" });
      await room.db`update users set id_wispro = 'w4' where id = ${id}`;
    }, { updated: 1, skipped: 2 }],
  ])("%s", async (_, change, counts) => {
    await syncOf(people());
    await change();
    const job = await room.sync();
    expect([countsOf(job), await byPages(job)]).toEqual([{ ...ALL_STAND, ...counts }, false]);
    const { skipped = 3 } = counts;
    expect(countsOf(await room.sync())).toEqual({ ...ALL_STAND, unchanged: 45 - skipped, skipped });
  });

  it("while what no run goes by changes nothing", async () => {
    await syncOf(people());
    await room.db`update users set failed_sign_ins = 3, initial_credential = null where ${of(20)}`;
    const job = await room.sync();
    expect([countsOf(job), await byPages(job)]).toEqual([ALL_STAND, true]);
  });

  it("not even where it was begun before a run and ended after it", async () => {
    await syncOf(people());
    let commit = () => {};
    const editing = room.db.begin(async (tx) => {
      await tx`update users set city = 'Otra' where ${of(20)}`;
      await new Promise<void>((resolve) => (commit = resolve));
    });
    const during = await room.sync();
    commit();
    await editing;
    expect(countsOf(during)).toEqual(ALL_STAND);
    expect(countsOf(await room.sync())).toEqual({ ...ALL_STAND, updated: 1, unchanged: 41 });
  });
});

describe("no run goes by the pages of", () => {
  it("one that met a conflict, which each run must name", async () => {
    await addUser(room, { identity: "V1003", id_wispro: "other" });
    const clients = people();
    await syncOf(clients);
    const job = await room.sync();
    expect([countsOf(job), await byPages(job)]).toEqual([{ ...ALL_STAND, unchanged: 41, conflicts: 1, gone: 1 }, false]);
    const [conflict] = await room.db<{ id: number }[]>`select id from wispro_conflicts`;
    await settleConflict(room.ctx, conflict!.id, { resolution: "keep_apart" });
    expect(countsOf(await room.sync())).toMatchObject({ conflicts: 0 });
  });

  it("one that failed halfway: what it wrote is found by the next", async () => {
    await syncOf(people());
    room.list(people({ 3: { city: "Cumaná" } }));
    room.simulator.control.addFault({ fault: { kind: "body_status", status: 402 }, fromPage: 3, times: "always" });
    expect(await room.sync()).toMatchObject({ status: "failed", error: "wispro_licence_expired" });
    const job = await syncOf(people());
    expect([countsOf(job), await byPages(job)]).toEqual([{ ...ALL_STAND, updated: 1, unchanged: 41 }, false]);
  });

  it("one whose report is not kept any more", async () => {
    const { id } = await syncOf(people());
    await room.db`delete from jobs where id = ${id}`;
    const job = await room.sync();
    expect([countsOf(job), await byPages(job)]).toEqual([ALL_STAND, false]);
  });
});
