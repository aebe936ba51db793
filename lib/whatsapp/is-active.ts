import { cachedPart } from "./session-cache";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";

export type ActiveSource = "memory" | "redis" | "database" | "assumed";

const state = ((globalThis as typeof globalThis & { tandaAssumedActive?: { count: number } }).tandaAssumedActive ??= { count: 0 });

/**
 * Is a session active? Answered by the nearest level that knows: this process, Redis when there is one, the database. When all fail it says
 * yes, and counts it: a message that waits for a session that is gone is tried again, one that was held back for nothing is late for good.
 */
export async function isSessionActive(ctx: Context, id: string): Promise<{ active: boolean; source: ActiveSource }> {
  requirePermission(ctx.actor, "whatsapp:read");
  try {
    const { value, from } = await cachedPart(id, "connection", async () => {
      const [row] = await ctx.db<{ active: boolean }[]>`select status = 'active' as active from whatsapp_sessions where id = ${id}`;
      return row?.active ?? false;
    });
    return { active: value, source: from === "source" || from === "stale" ? "database" : from };
  } catch (error) {
    state.count += 1;
    ctx.log.warn({ err: error, session: id }, "nothing can say whether this session is active: it is taken for active");
    return { active: true, source: "assumed" };
  }
}

/** How often this process said active because nothing could be asked. */
export function assumedActive(): number {
  return state.count;
}
