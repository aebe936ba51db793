import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
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

test("Beyond so many in flight requests are refused with Retry-After at once; probes are not, and whoever ended makes room", async () => {
  shedLoad(2);
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.url === "/held") held.push(response);
    else response.end("ok");
    if (held.length === 2) server.emit("full");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const full = once(server, "full");
  const first = [fetch(`${base}/held`), fetch(`${base}/held`)];
  await full;
  const refused = await fetch(`${base}/other`, { headers: { "accept-language": "en", "x-request-id": "mine" } });
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("2");
  expect(await refused.json()).toMatchObject({ success: false, error: "unavailable", request_id: "mine", retry_after: 2 });
  expect((await fetch(`${base}/api/health/live`)).status).toBe(200);
  for (const response of held) response.end("at last");
  expect(await Promise.all((await Promise.all(first)).map((answer) => answer.text()))).toEqual(["at last", "at last"]);
  await expect.poll(async () => (await fetch(`${base}/other`)).status).toBe(200);
  server.close();
  server.closeAllConnections();
});
