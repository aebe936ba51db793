import { afterAll, expect, it } from "vitest";
import { cancelJob } from "./cancel-job";
import { findJobRow } from "./find-job";
import { runJob } from "./run-job";
import { addCliente, addLeads, closeTestDatabase, keyActor, testContext, testDatabase } from "@/lib/db/testing";
import { bulkStatusAsync } from "@/lib/leads/bulk-status-async";
import type { AcceptedJob } from "@/lib/jobs/schemas";

afterAll(closeTestDatabase);

it("a cancel that waits for the chunk in hand comes before the next chunk, however late it wakes", async () => {
  const ctx = testContext(testDatabase());
  const actor = keyActor("operator");
  const lead_ids = await addLeads(ctx, await addCliente(ctx), 3);
  const { job_id } = (await bulkStatusAsync({ ...ctx, actor }, { lead_ids, estado: "agendado", priority: "normal", dry_run: false })) as AcceptedJob;
  const { id } = await findJobRow(ctx, job_id);
  let chunks = 0;
  let cancelled: Promise<unknown> | undefined;
  let sleeper: number | undefined;
  const running = runJob(ctx, id, async () => {
    chunks += 1;
    if (chunks === 1) {
      cancelled = cancelJob({ ...ctx, actor }, job_id);
      [sleeper] = await poll(async () => waiting("%else 'cancelling' end%"));
      process.kill(sleeper!, "SIGSTOP");
    }
    return { updated: 1, unchanged: 0, failed: 0 };
  }, { workerId: "test", turnMs: 60_000 });
  try {
    // The cancel's own backend sleeps on until the next chunk has asked for the job too, or has run.
    await poll(async () => (chunks > 1 ? [chunks] : waiting("%from jobs j%for no key update of j%")));
  } finally {
    if (sleeper) process.kill(sleeper, "SIGCONT");
  }
  await Promise.all([running, cancelled]);
  expect(await findJobRow(ctx, job_id)).toMatchObject({ status: "cancelled", processed: 1 });

  async function waiting(query: string): Promise<number[]> {
    const rows = await ctx.db<{ pid: number }[]>`
      select pid from pg_stat_activity
      where wait_event_type = 'Lock' and query like ${query} and datname = current_database() and pid not in (pg_backend_pid(), ${sleeper ?? 0})`;
    return rows.map((row) => row.pid);
  }

  async function poll(look: () => Promise<number[]>): Promise<number[]> {
    for (;;) {
      const found = await look();
      if (found.length > 0) return found;
    }
  }
});
