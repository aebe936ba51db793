import { createWisproClient, type WisproClientOptions } from "./api-client";
import { runSync } from "./run-sync";
import { startSync } from "./start-sync";
import { SIMULATOR_TOKEN, startWisproSimulator, type WisproSimulator } from "@/e2e/simulators/wispro/server";
import type { Context } from "@/lib/context/context";
import type { Database } from "@/lib/db/sql";
import { testContext } from "@/lib/db/testing";
import { findJobRow } from "@/lib/jobs/find-job";
import type { JobRow } from "@/lib/jobs/view";
import { ownDatabase } from "@/worker/testing";

/** What a test changes of a generated client; everything else keeps the generator's values. */
export type WireFields = Record<string, unknown>;

export interface ReportedRow {
  reason: string;
  outcome: string;
  idWispro: string | null;
  detail: Record<string, unknown>;
}

export interface Room {
  url: string;
  db: Database;
  ctx: Context;
  simulator: WisproSimulator;
  /** Makes the simulator list exactly these, each over a generated client. */
  list(clients: WireFields[]): void;
  /** Runs a whole run as the worker would, attempts included. Answers the job's row. */
  sync(options?: Partial<WisproClientOptions>): Promise<JobRow>;
  report(job: JobRow): Promise<ReportedRow[]>;
  /** Empties users, runs and conflicts, and ends the simulator's faults. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const MAX_ATTEMPTS = 3;

/** A database of its own and a simulator, for tests of whole runs. */
export async function openRoom(): Promise<Room> {
  const [{ url, db, drop }, simulator] = await Promise.all([ownDatabase(), startWisproSimulator({ clients: 0 })]);
  const ctx = testContext(db);
  const room: Room = {
    url,
    db,
    ctx,
    simulator,
    list(clients) {
      simulator.control.clear();
      simulator.control.settings.clients = clients.length;
      clients.forEach((fields, index) => simulator.control.changeClient(index, { details: "", email: "", phone: "", phone_mobile: "", ...fields }));
    },
    async sync(options = {}) {
      const { job_id } = await startSync(ctx);
      const { id } = await findJobRow(ctx, job_id);
      const api = createWisproClient({ baseUrl: simulator.url, token: SIMULATOR_TOKEN, perPage: 100, timeoutMs: 2_000, backoffBaseMs: 1, backoffMaxMs: 5, ...options });
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
        await runSync(ctx, id, api, { workerId: "test" }).catch(() => undefined);
        const job = await findJobRow(ctx, job_id);
        if (job.finishedAt) return job;
      }
      throw new Error("the run did not end");
    },
    async report(job) {
      return db<ReportedRow[]>`
        select error as reason, detail->>'outcome' as outcome, detail->>'id_wispro' as "idWispro", detail from job_failures where job_id = ${job.id} order by item`;
    },
    async reset() {
      simulator.control.clear();
      simulator.control.emptyLog();
      Object.assign(simulator.control.settings, { clients: 0, perPageClamp: 100, totalField: "total_records", withZoneName: true });
      await db`truncate jobs, users, wispro_conflicts, wispro_seen, wispro_skipped cascade`;
      await db`update wispro_settings set nightly_enabled = false, initial_credentials_enabled = true`;
    },
    async close() {
      await simulator.close();
      await drop();
    },
  };
  return room;
}

/** Adds a user as the console would have it. Answers its id. */
export async function addUser(room: Room, fields: { name?: string; identity?: string; id_wispro?: string; pinned?: string[]; email?: string; role?: string }): Promise<number> {
  const { name = "Usuario local", identity = null, id_wispro = null, pinned = [], email = null, role = "subscriber" } = fields;
  const [row] = await room.db<{ id: number }[]>`
    insert into users (name, identity, id_wispro, pinned, email, role) values (${name}, ${identity}, ${id_wispro}, ${pinned}, ${email}, ${role}) returning id`;
  return row!.id;
}
