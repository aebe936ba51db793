import type { z } from "zod";
import type { Alert, listAlertsQuery, OpenAlerts } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { readInBatches } from "@/lib/db/report";
import type { Queryable } from "@/lib/db/sql";
import { paginate, type Pagination } from "@/lib/http/pagination";

type Query = z.infer<typeof listAlertsQuery>;
type Row = Omit<Alert, "raised_at" | "acknowledged_at" | "resolved_at"> & { raised_at: Date; acknowledged_at: Date | null; resolved_at: Date | null };

export function alertColumns(db: Queryable) {
  return db`id, kind, subject, severity, params, raised_at, acknowledged_at, acknowledged_by, resolved_at, evaluations`;
}

export function toAlert(row: Row): Alert {
  return { ...row, raised_at: row.raised_at.toISOString(), acknowledged_at: row.acknowledged_at?.toISOString() ?? null, resolved_at: row.resolved_at?.toISOString() ?? null };
}

/** Every alert that holds now, the critical first. */
export async function listOpenAlerts(ctx: Pick<Context, "db">): Promise<Alert[]> {
  const rows = await ctx.db<Row[]>`select ${alertColumns(ctx.db)} from alerts where resolved_at is null order by severity, raised_at desc limit 200`;
  return rows.map(toAlert);
}

/** `GET /api/alerts/open`: what holds now, acknowledged or not, and how many there are. */
export async function openAlerts(ctx: Context): Promise<OpenAlerts> {
  requirePermission(ctx.actor, "alerts:read");
  const [items, [counts]] = await Promise.all([
    listOpenAlerts(ctx),
    ctx.db<OpenAlerts["counts"][]>`
      select count(*) as total, count(acknowledged_at) as acknowledged, count(*) filter (where severity = 'critical') as critical from alerts where resolved_at is null`,
  ]);
  return { items, counts: counts! };
}

/** `GET /api/alerts`: newest first. */
export async function listAlerts(ctx: Context, query: Query): Promise<{ items: Alert[]; pagination: Pagination }> {
  requirePermission(ctx.actor, "alerts:read");
  const where = matching(ctx.db, query);
  const [rows, [count]] = await Promise.all([
    ctx.db<Row[]>`select ${alertColumns(ctx.db)} from alerts where ${where} order by raised_at desc, id desc limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    ctx.db<{ total: number }[]>`select count(*) as total from alerts where ${where}`,
  ]);
  return { items: rows.map(toAlert), pagination: paginate(query, count!.total) };
}

/** Every alert that matches, in batches, for the export. */
export async function* exportAlerts(ctx: Context, query: Query): AsyncGenerator<Alert[]> {
  requirePermission(ctx.actor, "alerts:read");
  const alerts = ctx.db<Row[]>`select ${alertColumns(ctx.db)} from alerts where ${matching(ctx.db, query)} order by raised_at desc, id desc`;
  for await (const batch of readInBatches(ctx.db, alerts, 500)) yield batch.map(toAlert);
}

function matching(db: Queryable, { status, kind, severity }: Query) {
  return db`true
    ${status ? db`and case when resolved_at is not null then 'resolved' when acknowledged_at is not null then 'acknowledged' else 'open' end = any(${status})` : db``}
    ${kind ? db`and kind = any(${kind})` : db``}
    ${severity ? db`and severity = ${severity}` : db``}`;
}
