import type { TaskContext } from "../registry";
import { watchSystem } from "@/lib/monitoring/watch";

export async function run({ ctx }: TaskContext): Promise<void> {
  await watchSystem(ctx);
}
