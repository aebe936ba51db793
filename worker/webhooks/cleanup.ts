import type { TaskContext } from "../registry";
import { cleanUpDeliveries } from "@/lib/webhooks/clean-up";

export async function run({ ctx }: TaskContext): Promise<void> {
  await cleanUpDeliveries(ctx);
}
