import { startTwilioSimulator } from "@/e2e/simulators/twilio/server";
import type { TwilioSimulator, TwilioSimulatorOptions } from "@/e2e/simulators/twilio/types";
import { addContacts, SIMULATED } from "@/lib/campaigns/testing";
import { createCampaign } from "@/lib/campaigns/save-campaign";
import { startCampaign } from "@/lib/campaigns/start-campaign";
import { type Database, openDatabase } from "@/lib/db/sql";
import { testContext } from "@/lib/db/testing";
import type { Context } from "@/lib/context/context";
import { startWorkerProcess, until, type WorkerProcess } from "../testing";

export interface Rig {
  ctx: Context;
  db: Database;
  simulator: TwilioSimulator;
  /** Starts one more worker. */
  worker: () => Promise<WorkerProcess>;
  /** Makes a campaign to so many new people. */
  draft: (people: number) => Promise<number>;
  /** Makes and starts one. */
  campaign: (people: number) => Promise<number>;
  /** Resolves when the campaign has ended. */
  ended: (id: number, withinMs?: number) => Promise<CampaignEnd>;
  close: () => Promise<void>;
}

export interface CampaignEnd {
  status: string;
  sent: number;
  failed: number;
  unknown: number;
  pending: number;
  sending: number;
}

/** A database, a simulator and as many real workers as are started, with the given settings. */
export async function openRig(url: string, settings: Record<string, string>, simulated: TwilioSimulatorOptions = {}): Promise<Rig> {
  const simulator = await startTwilioSimulator({ seed: 21, ...simulated });
  const db = openDatabase(url, { max: 5, applicationName: "tanda test rig", statementTimeoutMs: 60_000 });
  const ctx = testContext(db);
  const workers: WorkerProcess[] = [];
  let people = 1;
  const draft = async (count: number) => {
    const contacts = await addContacts(ctx, count, people);
    people += count;
    return (await createCampaign(ctx, { name: `Prueba ${people}`, message: "Hola {{name}}", contacts })).id;
  };
  return {
    ctx, db, simulator,
    async worker() {
      const started = await startWorkerProcess(url, { ...SIMULATED, TWILIO_API_URL: simulator.url, AUTH_SECRET: "x".repeat(32), LOG_LEVEL: "info", ...settings });
      workers.push(started);
      return started;
    },
    draft,
    async campaign(count) {
      const id = await draft(count);
      await startCampaign(ctx, id, {});
      return id;
    },
    ended: (id, withinMs = 120_000) =>
      until(
        async () => (await db<CampaignEnd[]>`select status, sent + delivered + read as sent, failed, unknown, pending, sending from campaigns where id = ${id}`)[0]!,
        (row) => row.status !== "queued" && row.status !== "sending",
        withinMs,
      ),
    async close() {
      await Promise.all(workers.map((worker) => worker.kill()));
      await simulator.close();
      await db.end({ timeout: 5 });
    },
  };
}

/** The most instants that any second holds. */
export function busiestSecond(instants: number[]): number {
  const ordered = [...instants].sort((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < ordered.length; last += 1) {
    while (ordered[last]! - ordered[first]! >= 1000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
