import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openRoom, type Room } from "./testing";
import type { FaultRule } from "@/e2e/simulators/wispro/faults";

const CLIENTS = 24;
const PAGES = 4;

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
beforeEach(async () => {
  await room.reset();
  room.simulator.control.settings.perPageClamp = CLIENTS / PAGES;
  room.list(Array.from({ length: CLIENTS }, (_, n) => ({ id: `w${n}`, name: `Cliente ${n}`, national_identification_number: `V-${n + 1}` })));
});
afterAll(() => room.close());

/** A run with a fault; and how many of Wispro's clients are users afterwards. */
async function runWith(fault: FaultRule["fault"], rule: Partial<FaultRule>) {
  room.simulator.control.addFault({ fault, ...rule });
  const job = await room.sync({ timeoutMs: 300 });
  const [row] = await room.db<{ users: number; distinct: number }[]>`select count(*) as users, count(distinct id_wispro) as distinct from users`;
  return { job, ...row! };
}

const PASSING: FaultRule["fault"][] = [
  { kind: "http_status", status: 500 },
  { kind: "http_status", status: 503 },
  { kind: "body_status", status: 500 },
  { kind: "rate_limit" },
  { kind: "rate_limit", retryAfter: "0" },
  { kind: "reset" },
  { kind: "hang" },
  { kind: "html" },
  { kind: "truncated_json" },
  { kind: "other_page", page: 1 },
  { kind: "short_page", rows: 2 },
  { kind: "moved_rows", rows: 2 },
];

const onEveryPage = (faults: FaultRule["fault"][]) => faults.flatMap((fault) => Array.from({ length: PAGES }, (_, n) => [fault, n + 1] as const));

describe("a fault that passes leaves no trace in the totals", () => {
  it.each(onEveryPage(PASSING).filter(([fault, page]) => fault.kind !== "other_page" || page !== fault.page))("%j on page %d", async (fault, page) => {
    const { job, users, distinct } = await runWith(fault, { page });
    expect(job).toMatchObject({ status: "completed", error: null, processed: CLIENTS, counters: { created: CLIENTS } });
    expect([users, distinct]).toEqual([CLIENTS, CLIENTS]);
  });
});

describe("a fault that stays fails the run after three attempts, with what is written kept", () => {
  it.each<[FaultRule["fault"], string]>([
    [{ kind: "http_status", status: 500 }, "wispro_server_error"],
    [{ kind: "body_status", status: 500 }, "wispro_server_error"],
    [{ kind: "body_status", status: 412 }, "wispro_rejected"],
    [{ kind: "rate_limit" }, "wispro_rate_limited"],
    [{ kind: "reset" }, "wispro_transport"],
    [{ kind: "hang" }, "wispro_timeout"],
    [{ kind: "html" }, "wispro_not_json"],
    [{ kind: "truncated_json" }, "wispro_not_json"],
    [{ kind: "redirect", location: "https://other.example/" }, "wispro_rejected"],
  ])("%j as %s", async (fault, error) => {
    const { job, users } = await runWith(fault, { page: 3, times: "always" });
    expect(job).toMatchObject({ status: "failed", error, attempts: 3 });
    expect(users).toBe((CLIENTS / PAGES) * 2);
  });
});

describe("a refusal fails the run at once, naming what an admin can mend", () => {
  it.each(
    Array.from({ length: PAGES }, (_, n) => n + 1).flatMap((page) => [
      [401, page, "wispro_unauthorized"] as const,
      [402, page, "wispro_licence_expired"] as const,
    ]),
  )("%d in the body on page %d: %s", async (status, page, error) => {
    const { job } = await runWith({ kind: "body_status", status }, { page, times: "always" });
    expect(job).toMatchObject({ status: "failed", error, attempts: 0 });
    expect(room.simulator.log.filter((request) => request.page === page)).toHaveLength(1);
  });

  it("a wrong token is one too", async () => {
    expect(await room.sync({ token: "not-the-token" })).toMatchObject({ status: "failed", error: "wispro_unauthorized" });
  });
});

it.each(Array.from({ length: PAGES }, (_, n) => n + 1))("a malformed client on page %d costs only itself", async (page) => {
  const { job, users } = await runWith({ kind: "malformed_client", index: 3 }, { page });
  expect(job).toMatchObject({ status: "completed", processed: CLIENTS, failed: 1, counters: { errors: 1, created: CLIENTS - 1 } });
  expect(users).toBe(CLIENTS - 1);
});

it("pages that change their size midway are counted anew, and nobody is left out", async () => {
  room.simulator.control.addFault({ fault: { kind: "http_status", status: 500 }, page: 3, times: 3 });
  const running = room.sync();
  while (room.simulator.log.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  room.simulator.control.settings.perPageClamp = 5;
  expect(await running).toMatchObject({ status: "completed", processed: CLIENTS, counters: { created: CLIENTS } });
});
