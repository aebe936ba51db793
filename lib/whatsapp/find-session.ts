import type { z } from "zod";
import { isSessionActive } from "./is-active";
import type { FoundSession, listSessionsQuery, Session, SessionPage } from "./schemas";
import { cachedPart } from "./session-cache";
import { infoColumns, type InfoPart, type InfoRow, type ReportedPart, type ReportedRow, reportedColumns, toInfo, toReported, toSession } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { readInBatches } from "@/lib/db/report";
import { AppError } from "@/lib/errors/errors";
import { paginate } from "@/lib/http/pagination";

type ListQuery = z.infer<typeof listSessionsQuery>;

/** `GET /api/whatsapp/sessions`: newest first. */
export async function listSessions(ctx: Context, query: ListQuery): Promise<SessionPage> {
  requirePermission(ctx.actor, "whatsapp:read");
  const { db } = ctx;
  const where = filter(ctx, query);
  const [rows, [count]] = await Promise.all([
    db<(InfoRow & ReportedRow)[]>`
      select ${infoColumns(db)}, ${reportedColumns(db)} from whatsapp_sessions s left join users u on u.id = s.user_id where ${where}
      order by s.created_at desc, s.id desc limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    db<{ total: number }[]>`select count(*) as total from whatsapp_sessions s left join users u on u.id = s.user_id where ${where}`,
  ]);
  return { items: rows.map(ofRow), pagination: paginate(query, count!.total) };
}

/** Every session that matches, in batches, for the CSV. */
export async function* exportSessions(ctx: Context, query: ListQuery): AsyncGenerator<Session[]> {
  requirePermission(ctx.actor, "whatsapp:read");
  const sessions = ctx.db<(InfoRow & ReportedRow)[]>`
    select ${infoColumns(ctx.db)}, ${reportedColumns(ctx.db)} from whatsapp_sessions s left join users u on u.id = s.user_id where ${filter(ctx, query)}
    order by s.created_at desc, s.id desc`;
  for await (const batch of readInBatches(ctx.db, sessions, 1000)) yield batch.map(ofRow);
}

/** `GET /api/whatsapp/sessions/{id}`: what was reported, whose it is and whether it is active, each cached for as long as its kind says. @throws AppError `not_found` */
export async function findSession(ctx: Context, id: string): Promise<FoundSession> {
  requirePermission(ctx.actor, "whatsapp:read");
  const [reported, info, { active, source }] = await Promise.all([
    cachedPart(id, "status", () => readReported(ctx, id)), cachedPart(id, "info", () => readInfo(ctx, id)), isSessionActive(ctx, id),
  ]);
  if (!reported.value || !info.value) throw new AppError("not_found");
  return { ...toSession(info.value, reported.value), active, active_source: source };
}

/** The same from the database alone, for those who were told that it has changed. @throws AppError `not_found` */
export async function readSession(ctx: Context, id: string): Promise<FoundSession> {
  requirePermission(ctx.actor, "whatsapp:read");
  const [reported, info] = await Promise.all([readReported(ctx, id), readInfo(ctx, id)]);
  if (!reported || !info) throw new AppError("not_found");
  return { ...toSession(info, reported), active: reported.status === "active", active_source: "database" };
}

async function readReported({ db }: Context, id: string): Promise<ReportedPart | null> {
  const [row] = await db<[ReportedRow?]>`select ${reportedColumns(db)} from whatsapp_sessions s where s.id = ${id}`;
  return row ? toReported(row) : null;
}

async function readInfo({ db }: Context, id: string): Promise<InfoPart | null> {
  const [row] = await db<[InfoRow?]>`select ${infoColumns(db)} from whatsapp_sessions s left join users u on u.id = s.user_id where s.id = ${id}`;
  return row ? toInfo(row) : null;
}

const ofRow = (row: InfoRow & ReportedRow): Session => toSession(toInfo(row), toReported(row));

function filter({ db }: Context, query: ListQuery) {
  return db`
    ${query.logged_out ? db`true` : db`s.desired <> 'logged_out'`}
    ${query.status ? db`and s.status = ${query.status}` : db``}
    ${query.search ? db`and tanda_fold(coalesce(u.name, '') || ' ' || s.id) like '%' || tanda_fold(${query.search.replace(/[\\%_]/g, "\\$&")}) || '%'` : db``}`;
}
