import type { TaskContext } from "../registry";
import { foldLeadCounts } from "@/lib/leads/estados";

export async function run({ ctx }: TaskContext): Promise<void> {
  await foldLeadCounts(ctx);
}
