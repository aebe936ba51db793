import type { TaskContext } from "../registry";
import { watchCampaigns } from "@/lib/campaigns/watch-campaigns";

export async function run({ ctx }: TaskContext): Promise<void> {
  await watchCampaigns(ctx);
}
