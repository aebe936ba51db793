import type { ConnectionOutcome, WisproApi } from "./api-client";
import { wispro } from "./connection";
import type { Connection } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";

/** `GET /api/wispro/connection`: asks Wispro for one client, and tells a bad token from a lapsed licence from a server that does not answer. */
export async function checkConnection(ctx: Context, api: WisproApi | null = wispro({ timeoutMs: 10_000 })): Promise<Connection> {
  requirePermission(ctx.actor, "wispro:read");
  const startedAt = performance.now();
  const outcome = (await api?.checkConnection()) ?? { kind: "not_configured" as const };
  return {
    success: true,
    state: outcome.kind,
    simulated: settings().WISPRO_SIMULATED,
    total_records: outcome.kind === "connected" ? outcome.totalRecords : null,
    reason: reasonOf(outcome),
    duration_ms: Math.round(performance.now() - startedAt),
  };
}

function reasonOf(outcome: ConnectionOutcome | { kind: "not_configured" }): string | null {
  return "reason" in outcome ? outcome.reason : null;
}
