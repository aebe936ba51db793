import type { TaskContext } from "../registry";
import { cleanUpCampaigns } from "@/lib/campaigns/watch-campaigns";

export async function run({ ctx }: TaskContext): Promise<void> {
  await cleanUpCampaigns(ctx);
}
