import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { PrivateAddress } from "./address";
import { post } from "./post";

const LOOPBACK = [{ address: "127.0.0.1", family: 4 }];
const lookup = vi.hoisted(() => vi.fn<(host: string) => Promise<{ address: string; family: number }[]>>());
vi.mock("node:dns/promises", () => ({ lookup }));
// "outside.test" stands for a host of the public internet that is, for the test, on the loopback; every other name is judged as it is.
vi.mock("./address", async (load) => {
  const real = await load<typeof import("./address")>();
  return { ...real, resolvePublic: (host: string, allowPrivate: boolean) => real.resolvePublic(host, allowPrivate || host === "outside.test") };
});

let receiver: Server;
let port: number;
let redirectTo: string | undefined;
let asked: string[];
beforeAll(async () => {
  receiver = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    const away = request.url === "/first" && redirectTo !== undefined;
    response.writeHead(away ? 307 : 200, away ? { Location: redirectTo } : {}).end("here");
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  port = (receiver.address() as AddressInfo).port;
});
beforeEach(() => {
  asked = [];
  redirectTo = undefined;
  lookup.mockReset().mockResolvedValue(LOOPBACK);
});
afterAll(() => void receiver.close());

const options = { headers: {}, timeoutMs: 5_000, allowPrivate: false };

it("connects to the very address that was judged: a name that answers another one a moment later is not asked again", async () => {
  lookup.mockResolvedValueOnce(LOOPBACK).mockResolvedValue([{ address: "10.0.0.1", family: 4 }]);
  expect(await post(`http://outside.test:${port}/hook`, "{}", options)).toMatchObject({ status: 200, body: "here" });
  expect(lookup).toHaveBeenCalledTimes(1);
  expect(asked).toEqual([`outside.test:${port}/hook`]);
});

it("a name that answers a public and a private address is refused", async () => {
  lookup.mockResolvedValue([{ address: "8.8.8.8", family: 4 }, ...LOOPBACK]);
  await expect(post(`http://both.test:${port}/hook`, "{}", options)).rejects.toBeInstanceOf(PrivateAddress);
  expect(asked).toEqual([]);
});

it.each(["127.0.0.1", "inside.test", "[::ffff:127.0.0.1]", "0x7f000001"])("a public address that redirects to %s is not followed there", async (host) => {
  redirectTo = `http://${host}:${port}/second`;
  await expect(post(`http://outside.test:${port}/first`, "{}", options)).rejects.toBeInstanceOf(PrivateAddress);
  expect(asked).toEqual([`outside.test:${port}/first`]);
});

it("a redirect to another public address is followed with its method", async () => {
  redirectTo = `http://outside.test:${port}/second`;
  expect(await post(`http://outside.test:${port}/first`, "{}", options)).toMatchObject({ status: 200 });
  expect(asked).toEqual([`outside.test:${port}/first`, `outside.test:${port}/second`]);
});

it("a redirect to what is not HTTP ends there", async () => {
  redirectTo = "file:///etc/passwd";
  expect(await post(`http://outside.test:${port}/first`, "{}", options)).toMatchObject({ status: 307 });
});

it("a name that is not found in time ends the whole, and nothing is posted when it is found after all", async () => {
  let find: (found: typeof LOOPBACK) => void = () => {};
  lookup.mockReturnValueOnce(new Promise((resolve) => (find = resolve)));
  await expect(post(`http://outside.test:${port}/hook`, "{}", { ...options, timeoutMs: 20 })).rejects.toMatchObject({ name: "TimeoutError" });
  find(LOOPBACK);
  expect(await post(`http://outside.test:${port}/later`, "{}", options)).toMatchObject({ status: 200 });
  expect(asked).toEqual([`outside.test:${port}/later`]);
});
