import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FaultRule } from "@/e2e/simulators/wispro/faults";
import { SIMULATOR_TOKEN, startWisproSimulator, type WisproSimulator } from "@/e2e/simulators/wispro/server";
import { createWisproClient, type PageOutcome, type WisproClientOptions } from "@/lib/wispro/api-client";
import { readRecord } from "@/lib/wispro/api-schemas";
import type { HttpGet } from "@/lib/wispro/http-get";

let simulator: WisproSimulator;
let waits: number[];
let logged: string[];

beforeEach(async () => {
  simulator = await startWisproSimulator({ clients: 250 });
  waits = [];
  logged = [];
});

afterEach(() => simulator.close());

const NOW = Date.parse("2026-01-01T00:00:00Z");

/** The records of a page, read. */
function readPage(outcome: PageOutcome) {
  if (outcome.kind !== "page") throw new Error("expected a page");
  const read = outcome.records().map(readRecord);
  return {
    clients: read.flatMap((record) => ("client" in record ? [record.client] : [])),
    malformed: read.flatMap((record, index) => ("malformed" in record ? [{ index, ...record.malformed }] : [])),
  };
}

function wispro(options: Partial<WisproClientOptions> = {}) {
  return createWisproClient({
    baseUrl: simulator.url,
    token: SIMULATOR_TOKEN,
    perPage: 100,
    clock: { now: () => NOW, random: () => 0.5, sleep: async (ms) => void waits.push(ms) },
    log: { warn: (fields, message) => void logged.push(JSON.stringify([fields, message])) },
    ...options,
  });
}

/** The outcome of page 2 while a fault strikes it, once unless told otherwise. */
function pageDespite(fault: FaultRule["fault"], rule: Partial<FaultRule> = {}, options?: Partial<WisproClientOptions>) {
  simulator.control.addFault({ fault, page: 2, ...rule });
  return wispro(options).fetchPage(2);
}

function answering(body: string, status = 200): HttpGet {
  return async () => ({ status, retryAfter: null, body: Buffer.from(body) });
}

describe("a page of clients", () => {
  it("comes parsed, with the pagination and the attempts it took", async () => {
    const outcome = await wispro().fetchPage(3);
    expect(outcome).toMatchObject({ kind: "page", attempts: 1, known: false, pagination: { totalRecords: 250, totalPages: 3, perPage: 100, currentPage: 3 } });
    const { clients, malformed } = readPage(outcome);
    expect([clients.length, malformed]).toEqual([50, []]);
  });

  it("has the page size that the server echoes, not the one asked for", async () => {
    const outcome = await wispro({ perPage: 1000 }).fetchPage(1);
    expect(outcome).toMatchObject({ pagination: { perPage: 100, totalPages: 3 } });
  });

  it("may count its total as total_count", async () => {
    simulator.control.settings.totalField = "total_count";
    expect(await wispro().fetchPage(1)).toMatchObject({ kind: "page", pagination: { totalRecords: 250 } });
  });

  it("has null for blank texts and lacking fields", async () => {
    simulator.control.settings.withZoneName = false;
    simulator.control.changeClient(0, { phone: "  ", public_id: 17, name: " A\u0000na \ud800" });
    const { clients } = readPage(await wispro().fetchPage(1));
    expect(clients[0]).toMatchObject({ phone: null, zoneName: null, publicId: "17", name: "Ana \ufffd" });
  });

  it("past the end is empty", async () => {
    const outcome = await wispro().fetchPage(9);
    expect(outcome).toMatchObject({ kind: "page", pagination: { totalPages: 3 } });
    expect(readPage(outcome).clients).toEqual([]);
  });

  it("costs only the malformed client its place", async () => {
    const { clients, malformed } = readPage(await pageDespite({ kind: "malformed_client", index: 4 }));
    expect(malformed).toEqual([{ index: 4, id: null, reason: expect.stringMatching(/^id: .*; name: /) }]);
    expect(clients).toHaveLength(99);
  });

  it("names a malformed client by its id where it has one", async () => {
    simulator.control.changeClient(2, { id: "c0ffee", email: ["a@b.example"] });
    expect(readPage(await wispro().fetchPage(1)).malformed).toEqual([{ index: 2, id: "c0ffee", reason: expect.stringMatching(/^email: /) }]);
  });

  it("that was read before, its records the same to the byte, has its place and total read anew, and its records when they are asked for", async () => {
    const first = await wispro().fetchPage(2);
    simulator.control.settings.clients = 251;
    const asked: unknown[] = [];
    const again = await wispro().fetchPage(2, undefined, (...page) => asked.push(page) > 0);
    if (first.kind !== "page" || again.kind !== "page") throw new Error("expected pages");
    expect(asked).toEqual([[2, first.digest]]);
    expect(again).toMatchObject({ known: true, pagination: { totalRecords: 251, currentPage: 2 } });
    expect(readPage(again)).toEqual(readPage(first));
    simulator.control.changeClient(150, { name: "Otra" });
    expect(await wispro().fetchPage(2, undefined, (_, digest) => digest === first.digest)).toMatchObject({ kind: "page", known: false });
  });

  it("may come compressed", async () => {
    const body = Buffer.from(JSON.stringify({ status: 200, meta: { pagination: { total_records: 1, total_pages: 1, per_page: 1, current_page: 1 } }, data: [{ id: "a" }] }));
    const server = createServer((_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(body)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const outcome = await wispro({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }).fetchPage(1);
    server.closeAllConnections();
    server.close();
    expect(readPage(outcome).clients).toMatchObject([{ id: "a" }]);
  });

  it("may come short, or bring a client of the page before again: that is for the reader to count", async () => {
    const first = readPage(await wispro().fetchPage(1));
    const second = readPage(await pageDespite({ kind: "moved_rows", rows: 2 }));
    const short = readPage(await pageDespite({ kind: "short_page", rows: 3 }));
    expect(second.clients.slice(0, 2)).toEqual(first.clients.slice(-2));
    expect(short.clients).toHaveLength(97);
  });
});

describe("a passing fault", () => {
  it.each<FaultRule["fault"]>([
    { kind: "http_status", status: 500 },
    { kind: "http_status", status: 503 },
    { kind: "body_status", status: 500 },
    { kind: "rate_limit" },
    { kind: "reset" },
    { kind: "html" },
    { kind: "truncated_json" },
    { kind: "other_page", page: 1 },
  ])("%j is tried again", async (fault) => {
    const outcome = await pageDespite(fault);
    expect(outcome).toMatchObject({ kind: "page", attempts: 2, pagination: { currentPage: 2 } });
    expect(simulator.log.map((request) => request.fault)).toEqual([fault.kind, null]);
  });

  it("of a hanging server is tried again after the timeout", async () => {
    expect(await pageDespite({ kind: "hang" }, {}, { timeoutMs: 500 })).toMatchObject({ kind: "page" });
    expect(simulator.log[0]).toMatchObject({ fault: "hang" });
  });

  it("makes the waits grow, with jitter, up to a bound", async () => {
    await pageDespite({ kind: "reset" }, { times: "always" }, { attempts: 5, backoffBaseMs: 100, backoffMaxMs: 300 });
    expect(waits).toEqual([50, 100, 200, 300]);
  });

  it.each([
    ["7", 7_000],
    ["Thu, 01 Jan 2026 00:00:09 GMT", 9_000],
    ["Wed, 31 Dec 2025 00:00:00 GMT", 250],
    ["86400", 60_000],
    ["soon", 250],
  ])("with Retry-After %j waits %d ms", async (retryAfter, waitMs) => {
    expect(await pageDespite({ kind: "rate_limit", retryAfter })).toMatchObject({ kind: "page", attempts: 2 });
    expect(waits).toEqual([waitMs]);
  });

  it("is logged with its page and reason", async () => {
    await pageDespite({ kind: "http_status", status: 502 });
    expect(logged).toEqual(['[{"page":2,"attempt":1,"reason":"server_error","status":502,"waitMs":250},"wispro page failed, trying again"]']);
  });
});

describe("a lasting fault", () => {
  it.each<[FaultRule["fault"], string, number | null]>([
    [{ kind: "http_status", status: 500 }, "server_error", 500],
    [{ kind: "body_status", status: 500 }, "server_error", 500],
    [{ kind: "rate_limit", retryAfter: "1" }, "rate_limited", 429],
    [{ kind: "reset" }, "transport", null],
    [{ kind: "hang" }, "timeout", null],
    [{ kind: "html" }, "not_json", 200],
    [{ kind: "truncated_json" }, "not_json", 200],
    [{ kind: "other_page", page: 1 }, "unexpected_page", 200],
  ])("%j fails the page after three attempts", async (fault, reason, status) => {
    const outcome = await pageDespite(fault, { times: "always" }, { timeoutMs: fault.kind === "hang" ? 20 : 15_000 });
    expect(outcome).toEqual({ kind: "failed", reason, status, retryable: true, attempts: 3, durationMs: 0 });
  });

  it.each<[FaultRule["fault"], number]>([
    [{ kind: "body_status", status: 400 }, 400],
    [{ kind: "body_status", status: 404 }, 404],
    [{ kind: "body_status", status: 412 }, 412],
    [{ kind: "http_status", status: 403 }, 403],
    [{ kind: "redirect", location: "/api/v1/clients?page=2&per_page=100" }, 302],
  ])("%j is not worth a second attempt", async (fault, status) => {
    expect(await pageDespite(fault, { times: "always" })).toMatchObject({ kind: "failed", reason: "rejected", status, retryable: false, attempts: 1 });
  });

  it.each(["http_status", "body_status"] as const)("%s 401 and 402 are told at once", async (kind) => {
    expect(await pageDespite({ kind, status: 401 })).toMatchObject({ kind: "unauthorized", attempts: 1 });
    expect(await pageDespite({ kind, status: 402 })).toMatchObject({ kind: "licence_expired", attempts: 1 });
  });

  it.each([
    ["a gateway's HTML page", 502, "<h1>Bad Gateway</h1>", { kind: "failed", reason: "server_error", status: 502 }],
    ["a refusal without JSON", 401, "no", { kind: "unauthorized" }],
    ["a refusal under another HTTP error", 500, '{"status":402}', { kind: "licence_expired" }],
    ["a page under an HTTP error", 500, '{"status":200,"data":[]}', { kind: "failed", reason: "server_error", status: 500 }],
    ["an HTTP error over another in the body", 503, '{"status":404}', { kind: "failed", reason: "server_error", status: 503 }],
  ])("that is %s is read from HTTP's status and the body's together", async (_, status, body, expected) => {
    expect(await wispro({ get: answering(body, status) }).fetchPage(1)).toMatchObject(expected);
  });

  it("of JSON that is no page of clients is no empty page", async () => {
    const bodies = ["null", "[]", '{"status":200,"data":[]}', '{"status":200,"data":[],"meta":{"pagination":{"total_records":null,"total_pages":0,"per_page":100,"current_page":1}}}'];
    const outcomes = bodies.map((body) => wispro({ get: answering(body) }).fetchPage(1));
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toMatchObject({ kind: "failed", reason: "unexpected_body", retryable: false });
  });
});

describe("the token", () => {
  it("is sent bare", async () => {
    expect(await wispro({ token: `Bearer ${SIMULATOR_TOKEN}` }).fetchPage(1)).toMatchObject({ kind: "unauthorized" });
    expect(await wispro().fetchPage(1)).toMatchObject({ kind: "page" });
    expect(simulator.log.map((request) => request.authorization)).toEqual(["bearer", "right"]);
  });

  it("is in no outcome and no log line, and neither is a client's login secret", async () => {
    const get: HttpGet = async (...request) => {
      throw new Error(`bad request ${JSON.stringify(request)}`);
    };
    const outcomes = [
      await pageDespite({ kind: "malformed_client" }),
      await pageDespite({ kind: "reset" }, { times: "always" }),
      await wispro({ token: `${SIMULATOR_TOKEN}-expired` }).fetchPage(1),
      await wispro({ get }).fetchPage(1),
      await wispro({ get }).checkConnection(),
    ];
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(["page", "failed", "unauthorized", "failed", "unreachable"]);
    expect(logged).toHaveLength(4);
    expect(JSON.stringify([outcomes, logged])).not.toMatch(new RegExp(`${SIMULATOR_TOKEN}|mobile_login|link_mobile|secret`, "i"));
  });

  it("that no header can carry is refused without being quoted", () => {
    expect(() => wispro({ token: "secret\u0000token" })).toThrow(/^The Wispro token holds characters that an HTTP header cannot carry$/);
  });
});

describe("the connection check", () => {
  it("tells how many clients there are", async () => {
    expect(await wispro().checkConnection()).toEqual({ kind: "connected", totalRecords: 250 });
  });

  it("tells a bad token from a lapsed licence", async () => {
    expect(await wispro({ token: "wrong" }).checkConnection()).toEqual({ kind: "unauthorized" });
    simulator.control.addFault({ fault: { kind: "body_status", status: 402 } });
    expect(await wispro().checkConnection()).toEqual({ kind: "licence_expired" });
  });

  it("tells a server that can't be reached, or is silent, from one that answers something else", async () => {
    simulator.control.addFault({ fault: { kind: "hang" } });
    expect(await wispro({ timeoutMs: 20 }).checkConnection()).toEqual({ kind: "unreachable", reason: "timeout" });
    simulator.control.addFault({ fault: { kind: "html" } });
    expect(await wispro().checkConnection()).toEqual({ kind: "failed", reason: "not_json", status: 200, retryable: true });
    await simulator.close();
    expect(await wispro().checkConnection()).toEqual({ kind: "unreachable", reason: "transport" });
  });
});
