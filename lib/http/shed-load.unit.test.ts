import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { shedLoad } from "./shed-load";

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
