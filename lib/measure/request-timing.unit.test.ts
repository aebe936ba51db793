import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestTiming, timeRequests } from "./request-timing";

let stop: () => void;

beforeAll(() => {
  stop = timeRequests();
});

afterAll(() => stop());

/** Begins a server of its own and one request to it. */
async function asking(answer: RequestListener) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").pause();
  socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  return { socket, end: () => void server.close().closeAllConnections() };
}

test("A request ends as the kernel takes its answer, and is told of once", async () => {
  const told: number[] = [];
  let inTime: boolean | undefined;
  const { socket, end } = await asking((_, response) => {
    requestTiming()!.onClose = (milliseconds) => told.push(milliseconds);
    response.end("{}");
    inTime = told.length === 1;
    response.once("close", () => socket.emit("answered"));
  });
  await once(socket, "answered");
  expect(inTime).toBe(true);
  expect(told).toHaveLength(1);
  expect(told[0]).toBeGreaterThanOrEqual(0);
  end();
});

test("Requests that are read in one turn of the event loop all began with the first of it", async () => {
  const began: number[] = [];
  const server = createServer((_, response) => {
    began.push(requestTiming()!.startedAt);
    // What the one takes, the others wait.
    for (const until = performance.now() + 2; performance.now() < until;);
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const text = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  const answers = async (count: number) => {
    for (let read = ""; read.split("HTTP/1.1 200").length <= count;) read += String((await once(socket, "data"))[0]);
  };
  socket.write(text + text + text);
  await answers(3);
  socket.write(text);
  await answers(1);
  expect(new Set(began.slice(0, 3)).size).toBe(1);
  expect(began[3]).toBeGreaterThan(began[0]!);
  socket.destroy();
  server.close();
});

test("While whoever asked has not read what the kernel has no room for, a request goes on", async () => {
  let closed = false;
  const { socket, end } = await asking((_, response) => {
    const timing = requestTiming()!;
    timing.onClose = () => {
      closed = true;
      socket.emit("told");
    };
    response.end(Buffer.alloc(32 * 1024 * 1024));
    setImmediate(() => socket.emit("sent", timing.closed));
  });
  expect(await once(socket, "sent")).toEqual([false]);
  const told = once(socket, "told");
  socket.resume();
  await told;
  expect(closed).toBe(true);
  end();
});

test("A request whose connection goes before its answer ends then", async () => {
  const { socket, end } = await asking(() => {
    requestTiming()!.onClose = (milliseconds) => socket.emit("told", milliseconds);
    socket.destroy();
  });
  const [milliseconds] = (await once(socket, "told")) as [number];
  expect(milliseconds).toBeGreaterThanOrEqual(0);
  end();
});
