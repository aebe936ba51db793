import { APELLIDOS, CIUDADES, NOMBRES } from "./seed-names";
import type { Database } from "@/lib/db/sql";

const BATCH = 50_000;

/** Demo contacts of campaigns: each its own number, a tag or two, and the fields that messages use. */
export async function seedContacts(db: Database, count: number, onProgress?: (text: string) => void): Promise<void> {
  const [last] = await db<{ id: number }[]>`select coalesce(max(id), 0) as id from contacts`;
  for (let done = 0; done < count; done += BATCH) {
    const from = last!.id + done;
    await db`
      insert into contacts (phone, name, tags, fields)
      select '+58' || (array['412', '414', '416', '424', '426'])[1 + n % 5] || lpad((n / 5 * 7919 % 10000000)::text, 7, '0'),
        name, array[(array['clientes', 'interesados', 'morosos', 'fibra'])[1 + a % 4]], jsonb_build_object('ciudad', (${CIUDADES}::text[])[1 + b % ${CIUDADES.length}])
      from (
        select n, (hashint8(n + 5000011) & 2147483647) as a, (hashint8(n + 6000011) & 2147483647) as b,
          (${NOMBRES}::text[])[1 + (hashint8(n + 11) & 2147483647) % ${NOMBRES.length}] || ' ' ||
          (${APELLIDOS}::text[])[1 + (hashint8(n + 1000003) & 2147483647) % ${APELLIDOS.length}] as name
        from generate_series(${from + 1}::bigint, ${from + Math.min(BATCH, count - done)}::bigint) n
      ) made
      on conflict (phone) do nothing`;
    onProgress?.(`Demo contacts: ${Math.min(done + BATCH, count).toLocaleString("en")} of ${count.toLocaleString("en")}`);
  }
  await db`analyze contacts`;
}
