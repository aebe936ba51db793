import type { TaskContext } from "../registry";
import { foldUserCounts } from "@/lib/users/count-users";

export async function run({ ctx }: TaskContext): Promise<void> {
  await foldUserCounts(ctx.db);
}
