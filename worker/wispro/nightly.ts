import type { TaskContext } from "../registry";
import { startNightlySync } from "@/lib/wispro/nightly";

export async function run({ ctx }: TaskContext, payload: { _cron?: { ts: string } }): Promise<void> {
  await startNightlySync(ctx, payload._cron ? new Date(payload._cron.ts) : ctx.now());
}
