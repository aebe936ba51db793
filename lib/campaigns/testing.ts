import { randomUUID } from "node:crypto";
import pino from "pino";
import postgres from "postgres";
import { createCampaign } from "./save-campaign";
import type { Campaign, CreateCampaign } from "./schemas";
import type { SendingOptions } from "./sending/options";
import { SendLoop } from "./sending/send-loop";
import { startCampaign } from "./start-campaign";
import { createTwilioPort, type TwilioPort } from "./twilio";
import { requestFor } from "./request";
import { findCampaignRow, templateOf, type CampaignRow } from "./view";
import { SYSTEM } from "@/lib/auth/actor";
import type { Context } from "@/lib/context/context";
import { type Database, openDatabase } from "@/lib/db/sql";
import { testContext } from "@/lib/db/testing";
import { SIMULATED_ACCOUNT_SID, SIMULATED_AUTH_TOKEN, SIMULATED_SENDER } from "@/e2e/simulators/twilio/server";

/** Settings that the tests' processes need to reach a simulator. */
export const SIMULATED = { TWILIO_ACCOUNT_SID: SIMULATED_ACCOUNT_SID, TWILIO_AUTH_TOKEN: SIMULATED_AUTH_TOKEN, TWILIO_WHATSAPP_NUMBER: SIMULATED_SENDER };

// Settings are read once, when first asked for.
Object.assign(process.env, SIMULATED);

/** Quick enough for a test, and otherwise as in production. */
export const QUICK: SendingOptions = { messagesPerSecond: 2000, maxConcurrent: 50, lookupSeconds: 1, absentSeconds: 2, probeSeconds: 60, timeZone: "America/Caracas" };

export interface OwnDatabase {
  url: string;
  db: Database;
  ctx: Context;
  drop: () => Promise<void>;
}

/** A migrated database of the test's own: what several connections do to each other cannot be rolled back. */
export async function ownDatabase(): Promise<OwnDatabase> {
  const name = `campaigns_${randomUUID().replaceAll("-", "")}`;
  const admin = postgres(process.env.TEST_DATABASE_ADMIN_URL!, { max: 1, onnotice: () => undefined });
  await admin.unsafe(`create database ${name} template tanda_template`);
  const url = new URL(process.env.DATABASE_URL!);
  url.pathname = `/${name}`;
  const db = openDatabase(url.toString(), { max: 10, applicationName: "tanda test", statementTimeoutMs: 60_000 });
  const drop = async () => {
    await db.end({ timeout: 5 });
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
  };
  return { url: url.toString(), db, ctx: testContext(db, SYSTEM), drop };
}

/** Adds contacts with numbers in a row. Answers their ids. */
export async function addContacts({ db }: Pick<Context, "db">, count: number, from = 1): Promise<number[]> {
  const rows = await db<{ id: number }[]>`
    insert into contacts (phone, name, fields)
    select '+58412' || lpad(n::text, 7, '0'), 'Persona ' || n, jsonb_build_object('plan', 'Fibra ' || n % 5) from generate_series(${from}::int, ${from + count - 1}::int) n
    returning id`;
  return rows.map((row) => row.id);
}

/** A campaign to these contacts, started. */
export async function startedCampaign(ctx: Context, contacts: number[], more: Partial<CreateCampaign> = {}): Promise<Campaign> {
  const { id } = await createCampaign(ctx, { name: "Prueba", message: "Hola {{name}}", contacts, ...more } as CreateCampaign);
  const { campaign } = await startCampaign(ctx, id, {});
  await ctx.db`update campaigns set status = 'sending' where id = ${id}`;
  return campaign;
}

/** A port to a simulator. */
export function simulatedPort(apiUrl: string, options: { timeoutMs?: number; maxConcurrent?: number } = {}): TwilioPort {
  return createTwilioPort({
    accountSid: SIMULATED_ACCOUNT_SID, authToken: SIMULATED_AUTH_TOKEN, from: SIMULATED_SENDER, apiUrl, timeoutMs: 5_000, maxConcurrent: 50, ...options,
  });
}

/** A registered worker's id: claims of others count as lost. */
export async function addWorker({ db }: Pick<Context, "db">): Promise<string> {
  const id = `worker-${randomUUID()}`;
  await db`insert into worker_pools (pool_id, lock_key, host, pid, concurrency) values (${id}, ${Math.floor(Math.random() * 2 ** 31)}, 'test', 1, 1)`;
  return id;
}

/** A send loop as a worker has it. */
export async function newLoop(ctx: Context, port: TwilioPort, options: Partial<SendingOptions> = {}): Promise<SendLoop> {
  const [sender] = await ctx.db<{ id: number }[]>`select id from senders`;
  return new SendLoop({ db: ctx.db, port, senderId: sender!.id, workerId: await addWorker(ctx), options: { ...QUICK, ...options }, log: pino({ level: process.env.TEST_LOG ?? "silent" }) });
}

/** Sends all of a campaign's recipients through a loop, until it has nothing more to do. */
export async function sendAll(ctx: Context, loop: SendLoop, campaignId: number, signal = new AbortController().signal): Promise<CampaignRow> {
  const row = await findCampaignRow(ctx, campaignId);
  const template = templateOf(row);
  await loop.send({ campaignId, fromN: 1, toN: row.total, request: (grant) => requestFor(campaignId, template, grant) }, signal, () => false);
  return findCampaignRow(ctx, campaignId);
}
