import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { shedLoad } from "./shed-load";

const CROWD = 1_500;
const SOMAXCONN = "/proc/sys/net/core/somaxconn";

test.skipIf(process.platform !== "linux" || Number(readFileSync(SOMAXCONN, "utf8")) < CROWD)("Whoever connects while the process is busy waits in the kernel and is answered", async () => {
  shedLoad();
  const server = createServer((_, response) => response.end("ok")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const first = connect(port, "127.0.0.1");
  expect(await statusOn(first)).toBe("200");
  const others = Array.from({ length: CROWD }, () => connect(port, "127.0.0.1"));
  // They connect in the next tick; none is taken before this loop lets go of the process.
  await new Promise<void>((resolve) => process.nextTick(resolve));
  for (const until = Date.now() + 10_000; connectedTo(port) <= CROWD && Date.now() < until;);
  expect(connectedTo(port)).toBe(CROWD + 1);
  expect(new Set(await Promise.all(others.map(statusOn)))).toEqual(new Set(["200"]));
  for (const socket of [first, ...others]) socket.destroy();
  server.close();
});

async function statusOn(socket: Socket): Promise<string> {
  socket.write("GET /api/health/live HTTP/1.1\r\nHost: x\r\n\r\n");
  const [head] = (await once(socket, "data")) as [Buffer];
  return head.toString("latin1", 9, 12);
}

/** How many have done their handshake with this port, as their own end sees it. */
function connectedTo(port: number): number {
  const to = ` 0100007F:${port.toString(16).toUpperCase().padStart(4, "0")} 01 `;
  return readFileSync("/proc/net/tcp", "utf8").split(to).length - 1;
}

interface Held {
  url: string;
  response: ServerResponse;
}

/** A server that answers when it is told to, the requests that it has been handed, and how many have come to its door. */
async function holding() {
  const held: Held[] = [];
  const server = createServer((request, response) => void held.push({ url: request.url!, response })).listen(0, "127.0.0.1");
  await once(server, "listening");
  let came = 0;
  const count = () => void (came += 1);
  subscribe("http.server.request.start", count);
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held,
    async came(requests: number) {
      await expect.poll(() => came).toBe(requests);
    },
    close: () => {
      unsubscribe("http.server.request.start", count);
      server.close();
      server.closeAllConnections();
    },
  };
}

test("Beyond so many in flight requests wait in the order they came until others end, and beyond so many waiting they are refused at once; probes are neither", async () => {
  shedLoad(2, { most: 2, forMs: 60_000 });
  const { base, held, came, close } = await holding();
  const answers: Promise<Response>[] = [];
  for (const [at, path] of ["/1", "/2", "/3", "/4"].entries()) {
    answers.push(fetch(base + path));
    await came(at + 1);
  }
  const refused = await fetch(`${base}/other`, { headers: { "accept-language": "en", "x-request-id": "mine" } });
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("2");
  expect(await refused.json()).toMatchObject({ success: false, error: "unavailable", request_id: "mine", retry_after: 2 });
  expect(held.map(({ url }) => url)).toEqual(["/1", "/2"]);
  const probe = fetch(`${base}/api/health/live`);
  await came(6);
  held.find(({ url }) => url === "/api/health/live")!.response.end();
  expect((await probe).status).toBe(200);

  held.find(({ url }) => url === "/1")!.response.end("one");
  await expect.poll(() => held.at(-1)!.url).toBe("/3");
  held.find(({ url }) => url === "/2")!.response.end("two");
  await expect.poll(() => held.at(-1)!.url).toBe("/4");
  for (const { response } of held) response.end("at last");
  expect(await Promise.all((await Promise.all(answers)).map((answer) => answer.text()))).toEqual(["one", "two", "at last", "at last"]);
  close();
});

test("Who waits too long is refused with Retry-After, who gives up is not begun, and what is begun later runs in its own context", async () => {
  shedLoad(1, { most: 10, forMs: 150 });
  const { base, held, came, close } = await holding();
  const first = fetch(`${base}/1`);
  await came(1);
  const late = await fetch(`${base}/2`);
  expect([late.status, late.headers.get("retry-after")]).toEqual([503, "2"]);

  const context = new AsyncLocalStorage<string>();
  const closed: Promise<unknown>[] = [];
  const enter = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    closed.push(once(response, "close"));
    context.enterWith(request.url!);
  };
  subscribe("http.server.request.start", enter);
  const gone = new AbortController();
  const given = fetch(`${base}/3`, { signal: gone.signal }).catch(() => "gone");
  await came(3);
  const fourth = fetch(`${base}/4`);
  await came(4);
  gone.abort();
  expect(await given).toBe("gone");
  await closed[0];
  let seen: string | undefined;
  const push = held.push.bind(held);
  held.push = (...all) => ((seen = context.getStore()), push(...all));
  held[0]!.response.end("first");
  expect(await (await first).text()).toBe("first");
  await expect.poll(() => held.map(({ url }) => url)).toEqual(["/1", "/4"]);
  expect(seen).toBe("/4");
  held[1]!.response.end("fourth");
  expect(await (await fourth).text()).toBe("fourth");
  unsubscribe("http.server.request.start", enter);
  close();
});
