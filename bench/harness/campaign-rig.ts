import { migrate } from "@/drizzle/migrate";
import type { TwilioSimulatorOptions } from "@/e2e/simulators/twilio/types";
import { openDatabase } from "@/lib/db/sql";
import { openRig, type Rig } from "@/worker/campaigns/testing";
import type { BenchRow } from "./rows";

/** Lends a rig on a database of its own: workers with these settings, and a simulator. */
export async function withRig(settings: Record<string, string>, simulated: TwilioSimulatorOptions, work: (rig: Rig) => Promise<BenchRow[]>): Promise<BenchRow[]> {
  const admin = openDatabase(process.env.DATABASE_URL!, { max: 1, applicationName: "tanda bench", statementTimeoutMs: 0 });
  const name = `tanda_bench_${process.pid}_${Date.now()}`;
  await admin.unsafe(`create database ${name}`);
  const url = Object.assign(new URL(process.env.DATABASE_URL!), { pathname: `/${name}` }).href;
  await migrate(url);
  const rig = await openRig(url, settings, simulated);
  try {
    return await work(rig);
  } finally {
    await rig.close();
    await admin.unsafe(`drop database ${name} with (force)`);
    await admin.end({ timeout: 5 });
  }
}

/** True starts by the senders' own record, epoch milliseconds, in order. */
export async function recordedStarts({ db }: Rig): Promise<{ at: number; phone: string }[]> {
  return db<{ at: number; phone: string }[]>`
    select extract(epoch from started_at)::float8 * 1000 as at, phone from campaign_recipients where started_at is not null order by 1`;
}
