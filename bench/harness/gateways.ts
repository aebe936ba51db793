import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { BufferJSON, initAuthCreds } from "@whiskeysockets/baileys";
import type { WhatsappRecord } from "@/e2e/simulators/whatsapp/server";
import type { Database } from "@/lib/db/sql";
import { createSeal } from "@/lib/whatsapp/auth-seal";

const ROOT = path.join(import.meta.dirname, "../..");
const TICKS_PER_SECOND = 100;

export interface SimulatorProcess {
  url: string;
  control(command: Record<string, unknown>): Promise<void>;
  record(): Promise<WhatsappRecord>;
  stop(): void;
}

/** WhatsApp's simulator in a process of its own, so that its work is not counted as the gateway's. */
export async function startSimulatorProcess(): Promise<SimulatorProcess> {
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", "e2e/simulators/whatsapp/main.ts"], {
    cwd: ROOT, env: { ...process.env, PORT: "0", WHATSAPP_SIMULATOR_PRE_KEYS: "true" }, stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", () => reject(new Error("the simulator ended")));
    createInterface({ input: child.stdout! }).on("line", (line) => resolve(line.split(" ").at(-1)!));
  });
  const base = new URL(url.replace("ws:", "http:")).origin;
  return {
    url,
    async control(command) {
      const answer = await fetch(`${base}/__control`, { method: "POST", body: JSON.stringify(command) });
      if (!answer.ok) throw new Error(`the simulator refused: ${await answer.text()}`);
    },
    record: async () => (await (await fetch(`${base}/__record`)).json()) as WhatsappRecord,
    stop: () => void child.kill("SIGTERM"),
  };
}

/** Sessions as if paired before: the simulator welcomes devices that it does not know. */
export async function addPairedSessions(db: Database, count: number, prefix: string): Promise<void> {
  const seal = createSeal(process.env.AUTH_SECRET!);
  const rows = Array.from({ length: count }, (_, n) => {
    const sessionId = `${prefix}${n}`;
    const creds = { ...initAuthCreds(), me: { id: `${phoneOf(prefix, n)}:1@s.whatsapp.net`, name: "Bench" } };
    const value = seal.close({ sessionId, kind: "creds", keyId: "me" }, JSON.stringify(creds, BufferJSON.replacer));
    return { id: sessionId, value: value.toString("base64") };
  });
  await db`
    insert into whatsapp_auth (session_id, kind, key_id, value)
    select id, 'creds', 'me', decode(value, 'base64') from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (id text, value text)`;
  await db`
    insert into whatsapp_sessions (id, desired, desired_no)
    select id, 'running', 1 from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (id text)`;
}

export function phoneOf(prefix: string, n: number): string {
  return `58${prefix.charCodeAt(0)}${String(n).padStart(8, "0")}`;
}

/** Keeps when each status reached its row, beside when it happened: written by PostgreSQL itself. */
export async function logStatuses(db: Database): Promise<void> {
  await db.unsafe(`
    create table bench_statuses (id text, status text, happened_at timestamptz, row_at timestamptz);
    create function bench_log_status() returns trigger language plpgsql as $$ begin
      insert into bench_statuses values (new.id, new.status, new.status_at, clock_timestamp()); return null; end $$;
    create trigger bench_log_status after update of status on whatsapp_sessions for each row execute function bench_log_status();`);
}

/** Processor seconds that a process has used so far. */
export function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
