import { APELLIDOS, CIUDADES, NOMBRES, ZONAS } from "./seed-names";
import type { Database, Transaction } from "@/lib/db/sql";
import { foldNameCounts } from "@/lib/users/name-runs";

const BATCH = 50_000;
const HISTORY_YEARS = 3;

/** Demo users: the ISP's customers and a few of its staff, none of whom can sign in. */
export async function seedUsers(db: Database, count: number, onProgress?: (text: string) => void): Promise<void> {
  await db.begin(async (tx) => {
    const [last] = await tx<{ id: number }[]>`select coalesce(max(id), 0) as id from users`;
    for (let done = 0; done < count; done += BATCH) {
      await insertUsers(tx, last!.id, done, Math.min(BATCH, count - done), count);
      onProgress?.(`Demo users: ${Math.min(done + BATCH, count).toLocaleString("en")} of ${count.toLocaleString("en")}`);
    }
  });
  await db`analyze users`;
  // Else whoever asks for them by name in the next minute waits until a million names are read.
  await foldNameCounts(db);
}

/** Created one after another, as users are; identity numbers begin above any that was ever given out. */
async function insertUsers(db: Transaction, lastId: number, done: number, count: number, total: number): Promise<void> {
  await db`
    with tenant as (select array_agg(id order by id) as ids from clientes),
    person as (
      select n, n - ${lastId}::bigint as place,
        (hashint8(n + 11) & 2147483647) as a, (hashint8(n + 1000003) & 2147483647) as b, (hashint8(n + 2000003) & 2147483647) as c,
        (hashint8(n + 3000017) & 2147483647) as d, (hashint8(n + 4000037) & 2147483647) as e
      from generate_series(${lastId + done + 1}::bigint, ${lastId + done + count}::bigint) n
    ), named as (
      select *, (${NOMBRES}::text[])[1 + a % ${NOMBRES.length}] || ' ' || (${APELLIDOS}::text[])[1 + b % ${APELLIDOS.length}] || ' ' ||
          (${APELLIDOS}::text[])[1 + c % ${APELLIDOS.length}] as name,
        case when d % 1000 = 0 then 'operator' when d % 1000 < 4 then 'viewer' when d % 1000 = 4 and tenant.ids is not null then 'cliente' else 'subscriber' end as role,
        tenant.ids[1 + a % cardinality(tenant.ids)] as tenant_id
      from person, tenant
    ), addressed as (
      select *, replace(tanda_fold(split_part(name, ' ', 1) || '.' || split_part(name, ' ', -1)), ' ', '') as mailbox,
        '+58' || (array['412', '414', '416', '424', '426'])[1 + c % 5] || lpad((e % 10000000)::text, 7, '0') as mobile
      from named
    )
    insert into users (name, role, cliente_id, active, code, login_email, email, identity, phone, phone_mobile, address, city, zone, created_at, updated_at)
    select name, role, case role when 'cliente' then tenant_id end, e % 20 > 0, case role when 'subscriber' then new_user_code() end,
      case when role <> 'subscriber' then mailbox || '.' || n || '@tanda.example' end,
      case when b % 4 > 0 then mailbox || (n % 1000) || '@correo.example' end,
      case role when 'subscriber' then 'V' || (50000000 + n) end,
      case when a % 3 = 0 then '+58261' || lpad((d % 10000000)::text, 7, '0') end, mobile,
      'Calle ' || (1 + a % 120) || ', casa ' || (1 + b % 90), (${CIUDADES}::text[])[1 + d % ${CIUDADES.length}],
      -- A few large zones and many small ones.
      case when role = 'subscriber' then (${ZONAS}::text[])[1 + floor(${ZONAS.length} * power((c % 100000) / 100000.0, 1.6))::int] end,
      made_at, made_at
    from addressed, lateral (select now() - make_interval(secs => ${HISTORY_YEARS} * 31557600 * (1 - place::float8 / ${total})) as made_at) history
    order by n`;
}
