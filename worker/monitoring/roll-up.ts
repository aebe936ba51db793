import type { TaskContext } from "../registry";
import { rollUpMeasurements } from "@/lib/monitoring/roll-up";

export async function run({ ctx }: TaskContext): Promise<void> {
  await rollUpMeasurements(ctx);
}
