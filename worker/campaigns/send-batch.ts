import type { TaskContext } from "../registry";
import { type BatchPayload, sendBatch } from "@/lib/campaigns/send-batch";

export async function run({ ctx, workerId }: TaskContext, payload: BatchPayload): Promise<void> {
  await sendBatch(ctx, workerId, payload);
}
