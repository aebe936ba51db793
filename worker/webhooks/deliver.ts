import type { TaskContext } from "../registry";
import { deliver } from "@/lib/webhooks/deliver";

export async function run({ ctx }: TaskContext, { deliveryId }: { deliveryId: number }): Promise<void> {
  await deliver(ctx, deliveryId);
}
