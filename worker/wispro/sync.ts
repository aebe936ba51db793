import type { TaskContext } from "../registry";
import { wispro } from "@/lib/wispro/connection";
import { runSync } from "@/lib/wispro/run-sync";

export async function run({ ctx, workerId }: TaskContext, { jobId }: { jobId: number }): Promise<void> {
  await runSync(ctx, jobId, wispro({ log: ctx.log }), { workerId });
}
