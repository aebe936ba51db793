import type { z } from "zod";
import { isSessionActive } from "./is-active";
import type { FoundSession, listSessionsQuery, Session, SessionPage } from "./schemas";
import { sessionColumns, type SessionRow, toSession } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";
import { paginate } from "@/lib/http/pagination";

type ListQuery = z.infer<typeof listSessionsQuery>;

/** `GET /api/whatsapp/sessions`: newest first. */
export async function listSessions(ctx: Context, query: ListQuery): Promise<SessionPage> {
  requirePermission(ctx.actor, "whatsapp:read");
  const { db } = ctx;
  const where = filter(ctx, query);
  const [rows, [count]] = await Promise.all([
    db<SessionRow[]>`
      select ${sessionColumns(db)} from whatsapp_sessions s left join users u on u.id = s.user_id where ${where}
      order by s.created_at desc, s.id desc limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    db<{ total: number }[]>`select count(*) as total from whatsapp_sessions s left join users u on u.id = s.user_id where ${where}`,
  ]);
  return { items: rows.map(toSession), pagination: paginate(query, count!.total) };
}

/** Every session that matches, in batches, for the CSV. */
export async function* exportSessions(ctx: Context, query: ListQuery): AsyncGenerator<Session[]> {
  requirePermission(ctx.actor, "whatsapp:read");
  const rows = ctx.db<SessionRow[]>`
    select ${sessionColumns(ctx.db)} from whatsapp_sessions s left join users u on u.id = s.user_id where ${filter(ctx, query)}
    order by s.created_at desc, s.id desc`.cursor(1000);
  for await (const batch of rows) yield batch.map(toSession);
}

/** `GET /api/whatsapp/sessions/{id}`. @throws AppError `not_found` */
export async function findSession(ctx: Context, id: string): Promise<FoundSession> {
  const [session, { active, source }] = await Promise.all([readSession(ctx, id), isSessionActive(ctx, id)]);
  return { ...session, active, active_source: source };
}

async function readSession(ctx: Context, id: string): Promise<Session> {
  requirePermission(ctx.actor, "whatsapp:read");
  const [row] = await ctx.db<SessionRow[]>`
    select ${sessionColumns(ctx.db)} from whatsapp_sessions s left join users u on u.id = s.user_id where s.id = ${id}`;
  if (!row) throw new AppError("not_found");
  return toSession(row);
}

function filter({ db }: Context, query: ListQuery) {
  return db`
    ${query.logged_out ? db`true` : db`s.desired <> 'logged_out'`}
    ${query.status ? db`and s.status = ${query.status}` : db``}
    ${query.search ? db`and tanda_fold(coalesce(u.name, '') || ' ' || s.id) like '%' || tanda_fold(${query.search.replace(/[\\%_]/g, "\\$&")}) || '%'` : db``}`;
}
