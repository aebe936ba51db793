import type { Database, Transaction } from "@/lib/db/sql";
import { seedContacts } from "./seed-contacts";
import { seedUsers } from "./seed-users";
import { CIUDADES, EMPRESAS, NOMBRES, APELLIDOS } from "./seed-names";

export interface SeedOptions {
  clientes: number;
  leads: number;
  users?: number;
  contacts?: number;
  onProgress?: (text: string) => void;
}

const BATCH = 50_000;
const HISTORY_DAYS = 180;

/**
 * Writes demo data: tenants, users, contacts, and leads with believable names, phones and histories. Made inside PostgreSQL a batch at a time, from row numbers
 * alone, so the same call gives the same people, any number of rows takes constant memory, and a million take less than a minute.
 */
export async function seedDemo(db: Database, options: SeedOptions): Promise<void> {
  // One transaction: a seed that is killed leaves neither half of the leads nor the table without its index.
  await db.begin(async (tx) => {
    await seedClientes(tx, options.clientes);
    await withoutSearchIndex(tx, () => seedLeads(tx, options));
  });
  await db`analyze leads, lead_history, clientes`;
  await seedUsers(db, options.users ?? 0, options.onProgress);
  await seedContacts(db, options.contacts ?? 0, options.onProgress);
}

async function seedClientes(db: Transaction, count: number): Promise<void> {
  await db`
    insert into clientes (name)
    select case when n <= ${EMPRESAS.length} then (${EMPRESAS}::text[])[n] else 'Empresa Demo ' || n end
    from generate_series(1, ${count}::int) n on conflict do nothing`;
}

/** An index is built over an empty table's rows far faster after them than with them. */
async function withoutSearchIndex(db: Transaction, load: () => Promise<void>): Promise<void> {
  const [row] = await db<{ empty: boolean }[]>`select not exists(select from leads) as empty`;
  if (!row!.empty) return load();
  await db`drop index leads_search_idx`;
  await load();
  await db`create index leads_search_idx on leads using gin (lead_search_text(name, phone, email) gin_trgm_ops)`;
}

async function seedLeads(db: Transaction, { leads, onProgress }: SeedOptions): Promise<void> {
  const [last] = await db<{ id: number }[]>`select coalesce(max(id), 0) as id from leads`;
  for (let done = 0; done < leads; done += BATCH) {
    await insertLeads(db, last!.id + done, Math.min(BATCH, leads - done));
    onProgress?.(`Demo leads: ${Math.min(done + BATCH, leads).toLocaleString("en")} of ${leads.toLocaleString("en")}`);
  }
}

/** `pick(salt)` is a number that looks random and hangs on the row and the salt alone. */
async function insertLeads(db: Transaction, offset: number, count: number): Promise<void> {
  await db`
    with tenant as (select array_agg(id order by id) as ids from clientes),
    state as (select array_agg(code order by position) as codes from estados where active),
    person as (
      select n,
        (hashint8(n) & 2147483647) as a, (hashint8(n + 1000003) & 2147483647) as b, (hashint8(n + 2000003) & 2147483647) as c,
        (hashint8(n + 3000017) & 2147483647) as d, (hashint8(n + 4000037) & 2147483647) as e
      from generate_series(${offset + 1}::bigint, ${offset + count}::bigint) n
    ), made as (
      select n, tenant.ids[1 + a % cardinality(tenant.ids)] as cliente_id,
        (${NOMBRES}::text[])[1 + a % ${NOMBRES.length}] || ' ' || (${APELLIDOS}::text[])[1 + b % ${APELLIDOS.length}] || ' ' ||
          (${APELLIDOS}::text[])[1 + c % ${APELLIDOS.length}] as name,
        case c % 10 when 0 then '+57' || (3000000000 + d % 199999999) when 1 then '+505' || (80000000 + d % 9999999)
          else '+58' || (array['412', '414', '416', '424', '426'])[1 + e % 5] || lpad((d % 10000000)::text, 7, '0') end as phone,
        (${CIUDADES}::text[])[1 + d % ${CIUDADES.length}] as city,
        -- Leads thin out along the way: the later a state, the fewer reach it.
        state.codes[1 + least(cardinality(state.codes) - 1, floor(cardinality(state.codes) * power((e % 10000) / 10000.0, 1.7)))::int] as estado,
        now() - make_interval(secs => (b % (${HISTORY_DAYS} * 86400))) as created_at, b, e
      from person, tenant, state
    ), lead as (
      insert into leads (cliente_id, external_id, name, phone, email, city, estado, created_at, updated_at)
      select cliente_id, 'D' || lpad(n::text, 8, '0'), name, phone,
        case when e % 4 > 0 then replace(tanda_fold(split_part(name, ' ', 1) || '.' || split_part(name, ' ', -1)), ' ', '') || (n % 1000) || '@correo.example' end,
        city, estado, created_at, created_at
      from made
      returning id, estado, created_at
    )
    insert into lead_history (lead_id, from_estado, to_estado, actor_kind, at)
    select id, null, 'nuevo', 'system', created_at from lead
    union all
    select id, 'nuevo', estado, 'system', created_at + (now() - created_at) * 0.4 from lead where estado <> 'nuevo'`;
}
