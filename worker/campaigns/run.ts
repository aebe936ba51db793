import type { TaskContext } from "../registry";
import { runCampaign } from "@/lib/campaigns/run-campaign";

export async function run({ ctx }: TaskContext, { jobId }: { jobId: number }): Promise<void> {
  await runCampaign(ctx, jobId);
}
