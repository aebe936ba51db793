import type { z } from "zod";
import type { Client, ClientPage, listClientsQuery, UpdateClient } from "./schemas";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import { cached } from "@/lib/cache/cached";
import { invalidate } from "@/lib/cache/invalidate";
import { scopeOf } from "@/lib/cache/scope";
import type { Context, TransactionContext } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/sql";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { paginate } from "@/lib/http/pagination";
import { matches } from "@/lib/users/filter";
import { wordsOf } from "@/lib/users/search-words";
import { USERS_TAG } from "@/lib/users/tag";
import { maskIdentity } from "@/lib/users/view";

/** `GET /api/wispro/clients`: the users that came from Wispro, by name, from the cache; `search` as in the list of users. */
export async function listClients(ctx: Context, query: z.infer<typeof listClientsQuery>): Promise<ClientPage> {
  requirePermission(ctx.actor, "wispro:read");
  const key = ["list", query.page, query.per_page, query.search ?? null];
  return (await cached({ kind: "clients", key, scope: scopeOf(ctx.actor), tags: [USERS_TAG] }, () => readClients(ctx, query))).value;
}

async function readClients({ db }: Context, query: z.infer<typeof listClientsQuery>): Promise<ClientPage> {
  const where = db`u.id_wispro is not null ${query.search ? db`and ${matches(db, wordsOf(query.search))}` : db``}`;
  const [items, [count]] = await Promise.all([
    db<Client[]>`select ${columns(db)} from users u where ${where} order by u.name_key, u.id limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    db<{ total: number }[]>`select count(*) as total from users u where ${where}`,
  ]);
  return { items: items.map(masked), pagination: paginate(query, count!.total) };
}

/**
 * `PATCH /api/wispro/clients/{id}`: changes what is written of a client, and which fields the next runs leave alone.
 * @throws AppError `not_found` for a user that did not come from Wispro
 */
export async function updateClient(ctx: Context, id: number, input: UpdateClient): Promise<Client> {
  requirePermission(ctx.actor, "wispro:run");
  return transaction(ctx, async (tx) => {
    const before = await findClient(tx, id);
    const { pinned, ...fields } = { ...before, ...input };
    await tx.db`
      update users set name = ${fields.name}, email = ${fields.email}, phone = ${fields.phone}, phone_mobile = ${fields.phone_mobile},
        phone_raw = case when phone is distinct from ${fields.phone} then null else phone_raw end,
        phone_mobile_raw = case when phone_mobile is distinct from ${fields.phone_mobile} then null else phone_mobile_raw end,
        address = ${fields.address}, city = ${fields.city}, zone = ${fields.zone}, pinned = ${[...new Set(pinned)]}, updated_at = now()
      where id = ${id}`;
    await invalidate(tx.db, [USERS_TAG]);
    await recordAudit(tx, { action: "client.update", entity: "user", entityId: id, data: { fields: Object.keys(input), pinned: [...new Set(pinned)] } });
    return masked(await findClient(tx, id));
  });
}

async function findClient({ db }: TransactionContext, id: number): Promise<Client> {
  const [row] = await db<Client[]>`select ${columns(db)} from users u where u.id = ${id} and u.id_wispro is not null for no key update`;
  if (!row) throw new AppError("not_found");
  return row;
}

function columns(db: Queryable) {
  return db`u.id, u.code, u.name, u.email, u.phone, u.phone_mobile, u.address, u.city, u.zone, u.identity, u.pinned`;
}

function masked(client: Client): Client {
  return { ...client, identity: maskIdentity(client.identity) };
}
