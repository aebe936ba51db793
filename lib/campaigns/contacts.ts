import type { z } from "zod";
import type { Contact, createContactSchema, ListContactsQuery, updateContactSchema } from "./contact-schemas";
import { toE164 } from "./phone";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { readInBatches } from "@/lib/db/report";
import type { Queryable } from "@/lib/db/sql";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { paginate, type Pagination } from "@/lib/http/pagination";
import { invalidRequest } from "@/lib/http/validate";

/** Counting stops here: a page view never reads a whole table to say how many there are. */
const COUNT_CAP = 20_000;

type ContactRow = Omit<Contact, "createdAt" | "updatedAt"> & { createdAt: Date; updatedAt: Date };

/** `GET /api/contacts`: newest first. */
export async function listContacts(ctx: Context, query: ListContactsQuery): Promise<{ items: Contact[]; pagination: Pagination }> {
  requirePermission(ctx.actor, "campaigns:read");
  const where = contactFilter(ctx.db, query);
  const [rows, [count]] = await Promise.all([
    ctx.db<ContactRow[]>`
      select ${columns(ctx.db)} from contacts c where ${where} order by c.id desc limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    ctx.db<{ total: number }[]>`select count(*) as total from (select from contacts c where ${where} limit ${COUNT_CAP + 1}) counted`,
  ]);
  return { items: rows.map(toContact), pagination: paginate(query, Math.min(count!.total, COUNT_CAP), count!.total > COUNT_CAP) };
}

/** Every contact that matches, in batches, for the CSV. */
export async function* exportContacts(ctx: Context, query: ListContactsQuery): AsyncGenerator<Contact[]> {
  requirePermission(ctx.actor, "campaigns:read");
  const contacts = ctx.db<ContactRow[]>`select ${columns(ctx.db)} from contacts c where ${contactFilter(ctx.db, query)} order by c.id desc`;
  for await (const batch of readInBatches(ctx.db, contacts, 1000)) yield batch.map(toContact);
}

/** `GET /api/contacts/tags`: the tags there are, the most used first. */
export async function listTags(ctx: Context): Promise<{ items: { tag: string; count: number }[] }> {
  requirePermission(ctx.actor, "campaigns:read");
  const items = await ctx.db<{ tag: string; count: number }[]>`
    select tag, count(*) as count from contacts, unnest(tags) as tag group by tag order by count desc, tag limit 200`;
  return { items: [...items] };
}

/** `POST /api/contacts`. @throws AppError `invalid_request` for no number, `contact_exists` */
export async function createContact(ctx: Context, input: z.output<typeof createContactSchema>): Promise<Contact> {
  requirePermission(ctx.actor, "campaigns:write");
  const phone = toE164(input.phone);
  if (!phone) throw invalidRequest([{ path: "phone", message: ctx.locale === "es" ? "no es un teléfono válido" : "is no valid telephone number" }]);
  return transaction(ctx, async (tx) => {
    const [row] = await tx.db<{ id: number }[]>`
      insert into contacts (phone, name, tags, fields) values (${phone}, ${input.name}, ${input.tags}, ${tx.db.json(input.fields)}) on conflict (phone) do nothing returning id`;
    if (!row) throw new AppError("contact_exists", { params: { phone } });
    await recordAudit(tx, { action: "contact.create", entity: "contact", entityId: row.id });
    return findContact(tx, row.id);
  });
}

/** `PATCH /api/contacts/{id}`. Campaigns that were started keep what they froze. @throws AppError `not_found` */
export async function updateContact(ctx: Context, id: number, input: z.output<typeof updateContactSchema>): Promise<Contact> {
  requirePermission(ctx.actor, "campaigns:write");
  return transaction(ctx, async (tx) => {
    await findContact(tx, id);
    await tx.db`
      update contacts set name = coalesce(${input.name ?? null}, name), tags = coalesce(${input.tags ?? null}::text[], tags),
        fields = coalesce(${input.fields ? tx.db.json(input.fields) : null}::jsonb, fields), updated_at = now()
      where id = ${id}`;
    await recordAudit(tx, { action: "contact.update", entity: "contact", entityId: id, data: { fields: Object.keys(input) } });
    return findContact(tx, id);
  });
}

/** `DELETE /api/contacts/{id}`: an opt-out of the number stays. @throws AppError `not_found` */
export async function deleteContact(ctx: Context, id: number): Promise<{ success: true }> {
  requirePermission(ctx.actor, "campaigns:write");
  return transaction(ctx, async (tx) => {
    const gone = await tx.db`delete from contacts where id = ${id}`;
    if (gone.count === 0) throw new AppError("not_found");
    await recordAudit(tx, { action: "contact.delete", entity: "contact", entityId: id });
    return { success: true as const };
  });
}

async function findContact(ctx: { db: Queryable }, id: number): Promise<Contact> {
  const [row] = await ctx.db<ContactRow[]>`select ${columns(ctx.db)} from contacts c where c.id = ${id}`;
  if (!row) throw new AppError("not_found");
  return toContact(row);
}

function columns(db: Queryable) {
  return db`
    c.id, c.phone, c.name, c.tags, c.fields, c.source, exists(select from opt_outs o where o.phone = c.phone) as "optedOut",
    c.created_at as "createdAt", c.updated_at as "updatedAt"`;
}

function contactFilter(db: Queryable, query: Pick<ListContactsQuery, "search" | "tags">) {
  return db`true
    ${query.tags ? db`and c.tags && ${query.tags}::text[]` : db``}
    ${query.search ? db`and tanda_fold(c.name || ' ' || c.phone) like '%' || tanda_fold(${query.search.replace(/[\\%_]/g, "\\$&")}) || '%'` : db``}`;
}

function toContact(row: ContactRow): Contact {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
}
