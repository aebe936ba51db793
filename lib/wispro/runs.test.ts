import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listClients, updateClient } from "./clients";
import { checkConnection } from "./check-connection";
import { listConflicts, settleConflict } from "./conflicts";
import { cancelSync, retrySync } from "./end-sync";
import { findSync } from "./find-sync";
import { startNightlySync } from "./nightly";
import { exportReport, readReport } from "./report";
import { updateSettings } from "./settings";
import { startSync } from "./start-sync";
import { addUser, openRoom, type Room } from "./testing";
import { createWisproClient } from "./api-client";
import { SIMULATOR_TOKEN } from "@/e2e/simulators/wispro/server";
import { ownerKey } from "@/lib/auth/actor";
import { keyActor } from "@/lib/db/testing";

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
beforeEach(() => room.reset());
afterAll(() => room.close());

describe("starting a run", () => {
  it("three times at once starts one, and names it to the other two", async () => {
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => startSync(room.ctx)));
    const started = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value.job_id] : []));
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(started).toHaveLength(1);
    expect(refused).toMatchObject([1, 2].map(() => ({ code: "sync_in_progress", status: 409, options: { extra: { job_id: started[0] } } })));
    expect(await room.db`select 1 from jobs`).toHaveLength(1);
  });

  it.each(["operator", "viewer", "cliente", "gateway", "subscriber"] as const)("is refused to a %s", async (role) => {
    const clienteId = role === "cliente" ? 1 : undefined;
    const actor = keyActor(role, clienteId === undefined ? {} : { clienteId });
    await expect(startSync({ ...room.ctx, actor })).rejects.toMatchObject({ code: "forbidden" });
    expect(ownerKey(actor)).toMatch(/^key:/);
  });

  it("again after one that was cancelled", async () => {
    const { job_id } = await startSync(room.ctx);
    await expect(retrySync(room.ctx, job_id)).rejects.toMatchObject({ code: "invalid_transition" });
    expect(await cancelSync(room.ctx, job_id)).toMatchObject({ status: "cancelled" });
    expect((await retrySync(room.ctx, job_id)).job_id).not.toBe(job_id);
  });

  it("by the clock only at two o'clock, where that is switched on, and not beside another", async () => {
    const two = new Date("2026-01-10T06:00:00Z");
    await startNightlySync(room.ctx, two);
    await updateSettings(room.ctx, { nightly_enabled: true });
    await startNightlySync(room.ctx, new Date("2026-01-10T06:15:00Z"));
    expect(await room.db`select 1 from jobs`).toHaveLength(0);
    await startNightlySync(room.ctx, two);
    await startNightlySync(room.ctx, two);
    expect(await room.db`select 1 from jobs`).toHaveLength(1);
  });
});

describe("a conflict", () => {
  const client = (id: string, number: string, name = id) => ({ id, name, national_identification_number: number });
  const pageOf = { page: 1, per_page: 10 };

  async function onlyConflict() {
    const { items } = await listConflicts(room.ctx, pageOf);
    expect(items).toHaveLength(1);
    return items[0]!;
  }

  it("shows both sides, numbers hidden", async () => {
    await addUser(room, { id_wispro: "w0", identity: "V12345678", name: "Ya vinculada" });
    room.list([client("w0", "V-12345678"), client("w1", "12.345.678", "Quien llega")]);
    await room.sync();
    expect(await onlyConflict()).toMatchObject({ reason: "user_claimed", client: { name: "Quien llega", identity: "V-…678" }, candidates: [{ identity: "V-…678", id_wispro: "w0" }] });
  });

  it("settled for one of two users stays settled", async () => {
    await addUser(room, { id_wispro: "w1", identity: "V1" });
    const b = await addUser(room, { identity: "V22" });
    room.list([client("w1", "V-22", "Nuevo nombre")]);
    await room.sync();
    await settleConflict(room.ctx, (await onlyConflict()).id, { resolution: "use_user", user_id: b });
    expect(await room.sync()).toMatchObject({ counters: { updated: 1, conflicts: 0 } });
    expect(await room.db`select id, name from users where id_wispro = 'w1'`).toEqual([{ id: b, name: "Nuevo nombre" }]);
  });

  it("settled for the user that has the id leaves the number with the other", async () => {
    const a = await addUser(room, { id_wispro: "w1", identity: "V1" });
    const b = await addUser(room, { identity: "V22" });
    room.list([client("w1", "V-22")]);
    await room.sync();
    await settleConflict(room.ctx, (await onlyConflict()).id, { resolution: "use_user", user_id: a });
    expect(await room.sync()).toMatchObject({ counters: { conflicts: 0 } });
    expect(await room.db`select id, identity, id_wispro from users order by id`).toEqual([{ id: a, identity: "V1", id_wispro: "w1" }, { id: b, identity: "V22", id_wispro: null }]);
  });

  it("kept apart is a user of its own, from then on known by Wispro's id", async () => {
    await addUser(room, { id_wispro: "w0", identity: "V1", name: "w0" });
    room.list([client("w0", "V-1"), client("w1", "V-1", "Otra persona")]);
    await room.sync();
    const { user_id } = await settleConflict(room.ctx, (await onlyConflict()).id, { resolution: "keep_apart" });
    expect(await room.sync()).toMatchObject({ unchanged: 2, counters: { conflicts: 0 } });
    expect(await room.db`select name, identity, id_wispro, initial_credential from users where id = ${user_id}`).toEqual([{ name: "Otra persona", identity: null, id_wispro: "w1", initial_credential: null }]);
  });

  it("is settled once, and only for a user it is about", async () => {
    await addUser(room, { id_wispro: "w0", identity: "V1", name: "w0" });
    const stranger = await addUser(room, { identity: "V9" });
    room.list([client("w0", "V-1"), client("w1", "V-1")]);
    await room.sync();
    const { id } = await onlyConflict();
    await expect(settleConflict(room.ctx, id, { resolution: "use_user", user_id: stranger })).rejects.toMatchObject({ code: "invalid_request" });
    await settleConflict(room.ctx, id, { resolution: "keep_apart" });
    await expect(settleConflict(room.ctx, id, { resolution: "keep_apart" })).rejects.toMatchObject({ code: "conflict_settled" });
    await expect(settleConflict({ ...room.ctx, actor: keyActor("operator") }, id, { resolution: "keep_apart" })).rejects.toMatchObject({ code: "forbidden" });
  });
});

it("a report counts by reason, filters and exports", async () => {
  room.list([..."abc"].map((id) => ({ id, name: id, national_identification_number: id === "c" ? "no tiene" : "" })));
  const { publicId } = await room.sync();
  const query = { page: 1, per_page: 1, format: "json" as const };
  expect(await readReport(room.ctx, publicId, query)).toMatchObject({
    items: [{ outcome: "skipped", reason: "missing_identity", id_wispro: "a", name: "a" }],
    pagination: { total: 3, total_pages: 3 },
    by_reason: [{ outcome: "skipped", reason: "missing_identity", count: 2 }, { outcome: "skipped", reason: "invalid_identity", count: 1 }],
  });
  const rows = [];
  for await (const batch of await exportReport(room.ctx, publicId, { ...query, reason: "invalid_identity" })) rows.push(...batch);
  expect(rows).toMatchObject([{ id_wispro: "c", user_ids: [] }]);
});

it("a run tells where it stands", async () => {
  room.list([{ id: "a", name: "a", national_identification_number: "V-1" }]);
  const { publicId } = await room.sync();
  expect(await findSync(room.ctx, publicId)).toMatchObject({ status: "completed", progress_percent: 100, pages_done: 1, total_pages: 1, total_records: 1, created: 1, eta_seconds: null });
});

it.each([
  [401, "unauthorized"],
  [402, "licence_expired"],
  [500, "failed"],
] as const)("the connection check tells %d as %s", async (status, state) => {
  room.simulator.control.addFault({ fault: { kind: "body_status", status }, times: "always" });
  const api = createWisproClient({ baseUrl: room.simulator.url, token: SIMULATOR_TOKEN, perPage: 100 });
  expect(await checkConnection(room.ctx, api)).toMatchObject({ state, total_records: null });
});

it("the connection check tells a server that is not there, and a missing token", async () => {
  const nobody = createWisproClient({ baseUrl: "http://127.0.0.1:9", token: SIMULATOR_TOKEN, perPage: 100 });
  expect(await checkConnection(room.ctx, nobody)).toMatchObject({ state: "unreachable", reason: "transport" });
  expect(await checkConnection(room.ctx, null)).toMatchObject({ state: "not_configured" });
});

describe("a client's field that an admin pins", () => {
  const client = { id: "w1", name: "De Wispro", national_identification_number: "V-1", city: "Mérida" };

  it("keeps its value through the next run, and is shown as pinned", async () => {
    room.list([client]);
    await room.sync();
    const { items } = await listClients(room.ctx, { page: 1, per_page: 10, search: "de wispro" });
    await updateClient(room.ctx, items[0]!.id, { name: "Como se llama", pinned: ["name"] });
    room.list([{ ...client, name: "Otro nombre", city: "Cumaná" }]);
    await room.sync();
    expect((await listClients(room.ctx, { page: 1, per_page: 10 })).items).toMatchObject([{ name: "Como se llama", city: "Cumaná", pinned: ["name"], identity: "V-…" }]);
  });

  it("is nothing that an operator may change, nor of a user that did not come from Wispro", async () => {
    const id = await addUser(room, { identity: "V9" });
    await expect(updateClient(room.ctx, id, { pinned: ["name"] })).rejects.toMatchObject({ code: "not_found" });
    await expect(updateClient({ ...room.ctx, actor: keyActor("operator") }, id, { pinned: [] })).rejects.toMatchObject({ code: "forbidden" });
  });
});
