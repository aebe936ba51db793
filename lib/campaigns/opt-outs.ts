import type { z } from "zod";
import type { listOptOutsQuery, OptOut } from "./contact-schemas";
import { toE164 } from "./phone";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { readInBatches } from "@/lib/db/report";
import type { Queryable } from "@/lib/db/sql";
import { transaction } from "@/lib/db/transaction";
import { paginate, type Pagination } from "@/lib/http/pagination";
import { invalidRequest } from "@/lib/http/validate";

type Query = z.infer<typeof listOptOutsQuery>;
type Row = Omit<OptOut, "at"> & { at: Date };

const COUNT_CAP = 20_000;

/** `GET /api/opt-outs`: newest first. */
export async function listOptOuts(ctx: Context, query: Query): Promise<{ items: OptOut[]; pagination: Pagination }> {
  requirePermission(ctx.actor, "campaigns:read");
  const where = filter(ctx.db, query);
  const [rows, [count]] = await Promise.all([
    ctx.db<Row[]>`
      select ${columns(ctx.db)} from opt_outs o where ${where} order by o.at desc, o.phone limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    ctx.db<{ total: number }[]>`select count(*) as total from (select from opt_outs o where ${where} limit ${COUNT_CAP + 1}) counted`,
  ]);
  return { items: rows.map(toOptOut), pagination: paginate(query, Math.min(count!.total, COUNT_CAP), count!.total > COUNT_CAP) };
}

/** Every opt-out that matches, in batches, for the CSV. */
export async function* exportOptOuts(ctx: Context, query: Query): AsyncGenerator<OptOut[]> {
  requirePermission(ctx.actor, "campaigns:read");
  const optOuts = ctx.db<Row[]>`select ${columns(ctx.db)} from opt_outs o where ${filter(ctx.db, query)} order by o.at desc, o.phone`;
  for await (const batch of readInBatches(ctx.db, optOuts, 1000)) yield batch.map(toOptOut);
}

/** `POST /api/opt-outs`: a person asked for it by another way. It stands for ever. @throws AppError `invalid_request` for no number */
export async function addOptOut(ctx: Context, input: { phone: string }): Promise<OptOut> {
  requirePermission(ctx.actor, "campaigns:write");
  const phone = toE164(input.phone);
  if (!phone) throw invalidRequest([{ path: "phone", message: ctx.locale === "es" ? "no es un teléfono válido" : "is no valid telephone number" }]);
  return transaction(ctx, async (tx) => {
    await tx.db`insert into opt_outs (phone, source, detail) values (${phone}, 'manual', ${tx.actor.name}) on conflict do nothing`;
    await recordAudit(tx, { action: "opt_out.create", entity: "opt_out", entityId: phone });
    const [row] = await tx.db<Row[]>`select ${columns(tx.db)} from opt_outs o where o.phone = ${phone}`;
    return toOptOut(row!);
  });
}

function columns(db: Queryable) {
  return db`o.phone, o.source, o.detail, o.at, (select c.name from contacts c where c.phone = o.phone) as "contactName"`;
}

function filter(db: Queryable, query: Query) {
  return db`true
    ${query.source ? db`and o.source = ${query.source}` : db``}
    ${query.search ? db`and o.phone like '%' || ${query.search.replace(/[^\d+]/g, "")} || '%'` : db``}`;
}

function toOptOut(row: Row): OptOut {
  return { ...row, at: row.at.toISOString() };
}
