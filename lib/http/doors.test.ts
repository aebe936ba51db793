import { EventEmitter, once } from "node:events";
import { Agent, createServer, request as send, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { openDoors } from "./doors";
import { methods, route } from "./route";
import { MAX_IN_FLIGHT, shedLoad } from "./shed-load";
import { closeDatabase } from "@/lib/db/sql";
import { readMinutes } from "@/lib/measure/recorder";
import { timeRequests } from "@/lib/measure/request-timing";

const PATH = "/api/doors/batch";
const seen = new EventEmitter();

const { POST } = methods({
  POST: route(
    { summary: "", tag: "", permission: "public", query: z.object({ r: z.string().default("") }), body: z.object({ items: z.array(z.string()) }), response: z.object({}) },
    async ({ body, query, request }) => {
      if (query.r === "wait") {
        const aborted = once(request.signal, "abort");
        seen.emit("entered");
        await aborted;
        seen.emit("aborted");
      }
      return { taken: body.items, r: query.r, traceparent: request.headers.get("traceparent") };
    },
  ),
});

let server: Server;
let port: number;

beforeAll(async () => {
  openDoors(new Map([[PATH, POST]]));
  shedLoad();
  timeRequests();
  server = createServer((request, response) => void request.resume().once("end", () => response.writeHead(299).end("behind"))).listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await closeDatabase();
});

const url = (rest = "") => `http://127.0.0.1:${port}${PATH}${rest}`;
const post = (body: string, rest = "", headers: Record<string, string> = {}) =>
  fetch(url(rest), { method: "POST", body, headers: { "content-type": "application/json", "x-request-id": "mine", "accept-language": "en", ...headers } });

test("A plain post is answered by its handler as it comes, word for word as the handler answers, and is measured", async () => {
  for (const [body, headers] of [['{"items":["a"]}', {}], ["{", {}], ['{"items":[1]}', {}], ["x", { "content-type": "text/plain" }], ['{"items":["ñ\\u0000"]}', {}]] as [string, Record<string, string>][]) {
    const given = await post(body, "?r=1.2.3", headers);
    const direct = await POST(
      new Request(url("?r=1.2.3"), { method: "POST", body, headers: { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)), "x-request-id": "mine", "accept-language": "en", ...headers } }),
      { params: Promise.resolve({}) },
    );
    expect(given.status).toBe(direct.status);
    expect(await given.text()).toBe(await direct.text());
    const told = [...direct.headers].filter(([name]) => name !== "server-timing");
    expect(told.map(([name]) => [name, given.headers.get(name)])).toEqual(told);
    expect(given.headers.get("x-content-type-options")).toBe("nosniff");
  }
  await expect.poll(() => readMinutes().rows.filter(({ name }) => name === `POST ${PATH}`).map(({ outcome }) => outcome).toSorted()).toEqual(["2xx", "4xx"]);
});

test("Whatever is not plain goes on to what stands behind", async () => {
  const behind = [
    fetch(url()), fetch(url(), { method: "HEAD" }), fetch(url(), { method: "OPTIONS" }), fetch(url(), { method: "PUT", body: "{}" }), post("{}", "/"), post("{}", "?r=%zz"), post(""),
    post(`{"items":["${"a".repeat(2 * 1024 * 1024)}"]}`), fetch(`http://127.0.0.1:${port}/api/other`, { method: "POST", body: "{}" }),
    fetch(url(), { method: "POST", body: new Blob(["{}"]).stream(), duplex: "half" } as RequestInit),
  ];
  expect((await Promise.all(behind)).map(({ status }) => status)).toEqual(behind.map(() => 299));
});

test("Requests one behind the other on one connection are answered in their order", async () => {
  const one = (word: string) => `POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${14 + word.length}\r\n\r\n{"items":["${word}"]}`;
  const socket = connect(port, "127.0.0.1");
  let text = "";
  const all = new Promise<void>((resolve) => socket.setEncoding("utf8").on("data", (part: string) => {
    text += part;
    if (text.includes('"third"')) resolve();
  }));
  socket.write(one("first") + one("second") + one("third"));
  await all;
  socket.destroy();
  expect([...text.matchAll(/"taken":\["(\w+)"\]/g)].map(([, word]) => word)).toEqual(["first", "second", "third"]);
});

test("Who goes away is noticed by the handler", async () => {
  const body = '{"items":[]}';
  const request = send(url("?r=wait"), { method: "POST", headers: { "content-type": "application/json", "content-length": body.length } });
  request.on("error", () => undefined);
  const [entered, aborted] = [once(seen, "entered"), once(seen, "aborted")];
  request.end(body);
  await entered;
  request.destroy();
  await aborted;
});

test("Everything that a request says comes with it, also what continues a trace", async () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  expect(await (await post('{"items":[]}', "", { traceparent })).json()).toEqual({ taken: [], r: "", traceparent });
});

test("A body that dribbles is given up with 408 and its connection closed", async () => {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  let text = "";
  socket.on("data", (part: string) => (text += part));
  socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`);
  await once(socket, "end");
  expect(text).toMatch(/^HTTP\/1\.1 408 /);
  expect(text).toMatch(/\r\nconnection: close\r\n/i);
}, 30_000);

test("Beyond what can be answered, posts at a door are refused with 503 and when to come again", async () => {
  const agent = new Agent({ keepAlive: false });
  const body = '{"items":[]}';
  const held = Array.from({ length: MAX_IN_FLIGHT }, () => {
    const request = send(url("?r=wait"), { method: "POST", agent, headers: { "content-type": "application/json", "content-length": body.length } });
    request.on("error", () => undefined);
    request.end(body);
    return request;
  });
  let entered = 0;
  const all = new Promise<void>((resolve) => seen.on("entered", () => ++entered === MAX_IN_FLIGHT && resolve()));
  await all;
  const refused = await post(body);
  expect([refused.status, Number(refused.headers.get("retry-after")) > 0, (await refused.json()) as object]).toEqual([503, true, expect.objectContaining({ error: "unavailable" })]);
  for (const request of held) request.destroy();
  await expect.poll(async () => (await post(body)).status).toBe(200);
});
