import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** `down`: nobody listens. `slow`: batches come through up to so many seconds late, or their answers do. `500`, `429`: not taken. */
export type Fault = "none" | "down" | "slow" | "500" | "429";

const SLOW_MS = 14_000;
/** What a 429 asks to wait. */
export const RETRY_AFTER_SECONDS = 5;

export interface FaultyWeb {
  base: string;
  set(fault: Fault): Promise<void>;
  /** Requests since the fault was set. */
  requests(): number;
  close(): void;
}

/** A real web behind a door that can be told to fail. */
export async function startFaultyWeb(target: string, port: number): Promise<FaultyWeb> {
  const agent = new Agent({ keepAlive: true });
  let fault: Fault = "none";
  let requests = 0;
  let server: Server | undefined;
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    requests += 1;
    const body = Buffer.concat((await incoming.toArray()) as Buffer[]);
    if (fault === "500") return void response.writeHead(500).end("broken");
    if (fault === "429") return void response.writeHead(429, { "Retry-After": String(RETRY_AFTER_SECONDS) }).end("busy");
    const isSlow = fault === "slow";
    const late = isSlow ? Math.random() * SLOW_MS : 0;
    // Half of the slow ones reach the web late, when their sender may have sent newer ones; of the others the answer is late.
    const isLateIn = Math.random() < 0.5;
    if (isLateIn) await sleep(late);
    const taken = await pass(agent, target, incoming, body);
    if (!isLateIn) await sleep(late);
    response.writeHead(taken.status, { "Content-Type": "application/json" }).end(taken.text);
  };
  const open = async () => {
    server = createServer((incoming, response) => void answer(incoming, response).catch(() => response.destroy()));
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  const shut = () => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  };
  await open();
  return {
    base: `http://127.0.0.1:${port}`,
    requests: () => requests,
    async set(next) {
      fault = next;
      requests = 0;
      if (next === "down") shut();
      else if (!server) await open();
    },
    close() {
      shut();
      agent.destroy();
    },
  };
}

function pass(agent: Agent, target: string, incoming: IncomingMessage, body: Buffer): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { authorization, "content-type": type } = incoming.headers;
    const headers = { authorization, "content-type": type, "content-length": body.length };
    const outgoing = request(new URL(incoming.url!, target), { agent, method: incoming.method, headers }, (response) => {
      void response.toArray().then((parts) => resolve({ status: response.statusCode!, text: Buffer.concat(parts as Buffer[]).toString() }), reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
