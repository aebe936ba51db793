import { assumedActive } from "./is-active";
import type { SessionStatus } from "./report-schemas";
import type { GatewayGauges } from "./schemas";
import { gatewayToken } from "@/lib/auth/gateway-token";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";

const TIMEOUT_MS = 1_000;
type Figures = Record<string, number | string | null>;

/** `GET /api/whatsapp/gateways`: who holds sessions, how many, and what each gateway says of its batches and its memory. */
export async function gatewayGauges(ctx: Context): Promise<GatewayGauges> {
  requirePermission(ctx.actor, "whatsapp:read");
  const [counts, gateways, [outbox]] = await Promise.all([
    ctx.db<{ status: SessionStatus; n: number }[]>`select status, count(*) as n from whatsapp_sessions where desired <> 'logged_out' group by status`,
    ctx.db<{ id: string; host: string; url: string; startedAt: Date; alive: boolean; sessions: number }[]>`
      select g.id, g.host, g.url, g.started_at as "startedAt", g.heartbeat_at > now() - interval '10 s' as alive,
        (select count(*) from whatsapp_sessions s where s.gateway_id = g.id) as sessions
      from whatsapp_gateways g order by g.started_at limit 50`,
    ctx.db<{ n: number }[]>`select count(*) as n from whatsapp_outbox`,
  ]);
  const asked = await Promise.all(
    gateways.map(async ({ url, startedAt, ...gateway }) => {
      const [batch, cache] = gateway.alive ? await Promise.all([readFigures(url, "/metrics/batch"), readFigures(url, "/metrics/cache")]) : [null, null];
      return { ...gateway, started_at: startedAt.toISOString(), batch, cache };
    }),
  );
  const count = (status: SessionStatus) => counts.find((row) => row.status === status)?.n ?? 0;
  return {
    sessions: { pending: count("pending"), active: count("active"), inactive: count("inactive"), failed: count("failed") },
    gateways: asked,
    waiting: outbox!.n,
    assumed_active: assumedActive(),
  };
}

/** A gateway listens on its own loopback only: one on another machine shows no figures here. */
async function readFigures(url: string, path: string): Promise<Figures | null> {
  try {
    const response = await fetch(new URL(path, url), { headers: { Authorization: `Bearer ${gatewayToken()}` }, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) return null;
    const { metrics } = (await response.json()) as { metrics: Record<string, unknown> };
    return Object.fromEntries(Object.entries(metrics).filter((entry): entry is [string, number | string | null] => entry[1] === null || ["number", "string"].includes(typeof entry[1])));
  } catch {
    return null;
  }
}
