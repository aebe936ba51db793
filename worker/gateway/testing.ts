import "@/e2e/simulators/whatsapp/trust";
import pino from "pino";
import { type Gateway, startGateway } from "./gateway";
import type { Outbox, QrEvent, StatusEvent } from "./outbox/types";
import type { SocketOptions } from "./socket";
import { startWhatsappSimulator, type WhatsappSimulator } from "@/e2e/simulators/whatsapp/server";
import type { Database } from "@/lib/db/sql";
import { ownDatabase, until } from "@/worker/testing";

export interface Reports {
  qrs: QrEvent[];
  statuses: StatusEvent[];
}

export interface GatewayRoom {
  db: Database;
  simulator: WhatsappSimulator;
  reports: Reports;
  /** Adds a session that is wanted running. */
  order(sessionId: string, desired: "running" | "stopped" | "logged_out"): Promise<void>;
  start(): Promise<Gateway>;
  /** Starts a session and scans its QR; answers its first `active`. */
  pair(sessionId: string, phone: string): Promise<StatusEvent>;
  last(sessionId: string): StatusEvent | undefined;
  /** Waits for a status of a session that passes, one newer than `after` where that is given. */
  status(sessionId: string, passes: (event: StatusEvent) => boolean, after?: StatusEvent): Promise<StatusEvent>;
  close(): Promise<void>;
}

export const WITHIN_MS = 30_000;

/** A database, a simulator, and gateways in this process whose reports are kept in memory instead of sent. */
export async function openGatewayRoom({ refsPerClient, ...socket }: Omit<SocketOptions, "url"> & { refsPerClient?: number } = {}): Promise<GatewayRoom> {
  const own = await ownDatabase();
  const simulator = await startWhatsappSimulator({ refsPerClient });
  const reports: Reports = { qrs: [], statuses: [] };
  const gateways: Gateway[] = [];
  const last = (sessionId: string) => reports.statuses.filter((event) => event.sessionId === sessionId).sort((a, b) => a.epoch - b.epoch || a.seq - b.seq).at(-1);
  const status: GatewayRoom["status"] = async (sessionId, passes, after) => {
    const find = async () => reports.statuses.find((event) => event.sessionId === sessionId && (!after || isNewer(event, after)) && passes(event));
    return (await until(find, (event) => event !== undefined, WITHIN_MS))!;
  };
  const room: GatewayRoom = {
    db: own.db, simulator, reports, last, status,
    async order(sessionId, desired) {
      await own.db.begin(async (tx) => {
        await tx`
          insert into whatsapp_sessions (id, desired, desired_no) values (${sessionId}, ${desired}, 1)
          on conflict (id) do update set desired = excluded.desired, desired_no = whatsapp_sessions.desired_no + 1`;
        await tx`select pg_notify('tanda', ${JSON.stringify({ kind: "whatsapp-desired", ids: [sessionId] })})`;
      });
    },
    async start() {
      const gateway = await startGateway({
        db: own.db, databaseUrl: own.url, log: pino({ level: "silent" }), url: "http://127.0.0.1:1", socket: { ...socket, url: simulator.url }, openOutbox: () => recording(reports),
      });
      gateways.push(gateway);
      return gateway;
    },
    async pair(sessionId, phone) {
      await room.order(sessionId, "running");
      const qr = await until(async () => reports.qrs.findLast((event) => event.sessionId === sessionId), (event) => event !== undefined, WITHIN_MS);
      await simulator.run({ action: "scan", qr: qr!.qr, phone, name: "Ana" });
      return status(sessionId, (event) => event.status === "active");
    },
    async close() {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await simulator.close();
      await own.drop();
    },
  };
  return room;
}

function isNewer(event: StatusEvent, than: StatusEvent): boolean {
  return event.epoch > than.epoch || (event.epoch === than.epoch && event.seq > than.seq);
}

function recording(reports: Reports): Outbox {
  return {
    qr: (event) => void reports.qrs.push(event),
    status: (event) => void reports.statuses.push(event),
    drain: async () => undefined,
    gauges: () => {
      throw new Error("nothing is sent, nothing is measured");
    },
  };
}
