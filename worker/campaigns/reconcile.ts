import type { TaskContext } from "../registry";
import { reconcile } from "@/lib/campaigns/reconcile";

export async function run({ ctx }: TaskContext, payload: { campaignId: number; jobId: number }): Promise<void> {
  await reconcile(ctx, payload);
}
