import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SIMULATOR_TOKEN, startWisproSimulator, type WisproSimulator } from "@/e2e/simulators/wispro/server";
import { createWisproClient, type NumberedPage, type WisproApi, type WisproClientOptions } from "@/lib/wispro/api-client";
import { httpGet, type HttpGet } from "@/lib/wispro/http-get";

let simulator: WisproSimulator;

beforeEach(async () => {
  simulator = await startWisproSimulator({ clients: 450 });
});

afterEach(() => simulator.close());

function wispro(options: Partial<WisproClientOptions> = {}): WisproApi {
  return createWisproClient({ baseUrl: simulator.url, token: SIMULATOR_TOKEN, perPage: 100, backoffBaseMs: 1, ...options });
}

async function all(pages: AsyncIterable<NumberedPage>): Promise<string[]> {
  const seen: string[] = [];
  for await (const { page, outcome } of pages) seen.push(`${page} ${outcome.kind === "failed" ? outcome.reason : outcome.kind}`);
  return seen;
}

const pagesAsked = () => simulator.log.map((request) => request.page);

describe("reading pages ahead", () => {
  it("hands out every page once and in order, to the last", async () => {
    simulator.control.settings.latencyMs = { min: 0, max: 5 };
    expect(await all(wispro().pagesAhead(1, { ahead: 3 }))).toEqual(["1 page", "2 page", "3 page", "4 page", "5 page"]);
    expect(pagesAsked().toSorted()).toEqual([1, 2, 3, 4, 5]);
  });

  it("starts where it is told", async () => {
    expect(await all(wispro().pagesAhead(4))).toEqual(["4 page", "5 page"]);
  });

  it("of an empty list is one empty page", async () => {
    simulator.control.settings.clients = 0;
    expect(await all(wispro().pagesAhead(1))).toEqual(["1 page"]);
  });

  it("keeps the next page in flight while one is consumed", async () => {
    const pages = wispro().pagesAhead(1);
    await pages.next();
    await vi.waitFor(() => expect(pagesAsked()).toEqual([1, 2]));
    await pages.return();
  });

  it.each([0, 1, 2])("never asks for more than %d ahead", async (ahead) => {
    let asked = 0;
    const get: HttpGet = (...request) => {
      asked++;
      return httpGet(...request);
    };
    for await (const { page } of wispro({ get }).pagesAhead(1, { ahead })) expect(asked).toBe(Math.min(page + ahead, 5));
  });

  it.each([
    ["asks for more at a time while all goes well", [1, 2, 3, 4]],
    ["asks for one page after one that had to be tried again", [1, 1, 2]],
  ])("%s", async (_, asked) => {
    simulator.control.addFault({ fault: { kind: "hang" }, page: 2 });
    if (asked[1] === 1) simulator.control.addFault({ fault: { kind: "reset" }, page: 1 });
    const api = wispro();
    const pages = api.pagesAhead(1, { ahead: 4, atOnce: 3 });
    await pages.next();
    await vi.waitFor(() => expect(pagesAsked()).toContain(2));
    await api.fetchPage(5);
    expect(pagesAsked().slice(0, asked.length)).toEqual(asked);
    expect(pagesAsked()[asked.length]).toBe(5);
    await pages.return();
  });

  it("goes on to the pages that come to be while it reads", async () => {
    const pages = wispro().pagesAhead(4, { ahead: 0 });
    await pages.next();
    simulator.control.settings.clients = 620;
    expect(await all(pages)).toEqual(["5 page", "6 page", "7 page"]);
  });

  it("retries a page in its turn", async () => {
    simulator.control.addFault({ fault: { kind: "reset" }, page: 3 });
    expect(await all(wispro().pagesAhead(1))).toEqual(["1 page", "2 page", "3 page", "4 page", "5 page"]);
  });
});

describe("a stream of pages ends early", () => {
  it("with the page that failed, asking for no more", async () => {
    simulator.control.addFault({ fault: { kind: "html" }, page: 3, times: "always" });
    expect(await all(wispro().pagesAhead(1))).toEqual(["1 page", "2 page", "3 not_json"]);
    expect(pagesAsked()).toEqual([1, 2, 3, 3, 3]);
  });

  it("with a licence that lapses midway", async () => {
    simulator.control.addFault({ fault: { kind: "body_status", status: 402 }, fromPage: 2, times: "always" });
    expect(await all(wispro().pagesAhead(1))).toEqual(["1 page", "2 licence_expired"]);
  });

  it("when the server changes the size of its pages, which would leave clients out", async () => {
    const pages = wispro().pagesAhead(1, { ahead: 0 });
    await pages.next();
    simulator.control.settings.perPageClamp = 50;
    expect(await all(pages)).toEqual(["2 per_page_changed"]);
    expect(await all(wispro().pagesAhead(3, { perPage: 100 }))).toEqual(["3 per_page_changed"]);
  });

  it.each(["client", "stream"])("with the abort of the %s's signal, and says so", async (owner) => {
    const stop = new AbortController();
    simulator.control.addFault({ fault: { kind: "hang" }, page: 2 });
    const api = wispro(owner === "client" ? { signal: stop.signal } : {});
    const pages = api.pagesAhead(1, owner === "stream" ? { signal: stop.signal } : {});
    await pages.next();
    await vi.waitFor(() => expect(pagesAsked()).toEqual([1, 2]));
    stop.abort();
    expect(await all(pages)).toEqual(["2 aborted"]);
  });

  it("with an abort while it waits to try again", async () => {
    const stop = new AbortController();
    simulator.control.addFault({ fault: { kind: "rate_limit", retryAfter: "60" }, page: 1, times: "always" });
    const api = wispro({ signal: stop.signal, log: { warn: () => stop.abort() } });
    expect(await all(api.pagesAhead(1))).toEqual(["1 aborted"]);
    expect(pagesAsked()).toEqual([1]);
  });

  it("when its consumer leaves, and the page in flight is dropped in silence", async () => {
    const dropped: unknown[] = [];
    const get: HttpGet = (url, options) => {
      options.signal.addEventListener("abort", () => dropped.push(url));
      return httpGet(url, options);
    };
    simulator.control.addFault({ fault: { kind: "hang" }, page: 2 });
    for await (const { page } of wispro({ get }).pagesAhead(1)) {
      await vi.waitFor(() => expect(pagesAsked()).toEqual([1, 2]));
      if (page === 1) break;
    }
    expect(dropped).toEqual([expect.stringContaining("page=2&")]);
  });

  it("by an error in its log, which is the consumer's to see and nobody else's", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const warn = vi.fn(() => {
      throw new Error("the log is gone");
    });
    simulator.control.addFault({ fault: { kind: "reset" }, page: 2 });
    const pages = wispro({ log: { warn } }).pagesAhead(1);
    await pages.next();
    await vi.waitFor(() => expect(warn).toHaveBeenCalled());
    await new Promise(setImmediate);
    await expect(pages.next()).rejects.toThrow("the log is gone");
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

it("the simulator takes its faults over HTTP too, and tells what it was asked", async () => {
  const origin = new URL(simulator.url).origin;
  const command = (body: unknown) => fetch(`${origin}/__control`, { method: "POST", body: JSON.stringify(body) });
  expect((await command({ settings: { clients: 120 }, remove: [0], faults: [{ fault: { kind: "body_status", status: 401 }, request: 1, times: "always" }] })).status).toBe(200);
  expect((await command({ faults: [{ fault: { kind: "earthquake" } }] })).status).toBe(422);
  expect(await all(wispro().pagesAhead(1))).toEqual(["1 unauthorized"]);
  expect(await wispro().checkConnection()).toEqual({ kind: "connected", totalRecords: 119 });
  const log: unknown = await (await fetch(`${origin}/__log`)).json();
  expect(log).toEqual({
    requests: [
      { request: 1, page: 1, perPage: 100, authorization: "right", fault: "body_status" },
      { request: 2, page: 1, perPage: 1, authorization: "right", fault: null },
    ],
  });
});
