import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { endedBy, type EndedBy } from "@/worker/testing";

const ROOT = path.join(import.meta.dirname, "../..");

/** The token of tests and benchmarks. */
export const GATEWAY_TOKEN = "the token of gateways under test, 32 letters";

export interface GatewayProcess extends EndedBy {
  pid: number;
  url: string;
  /** What it printed, a line each. */
  lines: string[];
  /** Calls its HTTP with the token. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; json: Record<string, unknown> }>;
}

/** Starts a real gateway process that believes the simulator's certificates, and waits until it holds sessions. */
export async function startGatewayProcess(env: Record<string, string> & { DATABASE_URL: string; WHATSAPP_WS_URL: string; GATEWAY_PORT: string }): Promise<GatewayProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", "--import", "./e2e/simulators/whatsapp/trust.ts", "worker/gateway/main.ts"], {
    cwd: ROOT, env: { ...process.env, NODE_ENV: "production", LOG_LEVEL: "info", GATEWAY_TOKEN, TANDA_PROCESS: "gateway", ...env }, stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  await ready(child, lines);
  const url = `http://127.0.0.1:${env.GATEWAY_PORT}`;
  return {
    pid: child.pid!, url, lines,
    async call(method, at, body) {
      const response = await fetch(`${url}${at}`, {
        method, headers: { authorization: `Bearer ${GATEWAY_TOKEN}` }, signal: AbortSignal.timeout(10_000), ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    },
    ...endedBy(child),
  };
}

function ready(child: ChildProcess, lines: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the gateway ended with ${code} before it was ready:\n${lines.join("\n")}`)));
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        if (line.includes('"msg":"gateway ready"')) resolve();
      });
    }
  });
}
