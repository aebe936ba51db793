import type { TaskContext } from "../registry";
import { watchGateways } from "@/lib/whatsapp/watch-gateways";

export async function run({ ctx }: TaskContext): Promise<void> {
  await watchGateways(ctx);
}
