import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listUsers } from "./list-users";
import { listUsersQuery } from "./schemas";
import { keyActor, testContext } from "@/lib/db/testing";
import { ownDatabase } from "@/worker/testing";

const MARTAS = 9_000;
const OTHERS = 6_000;
let own: Awaited<ReturnType<typeof ownDatabase>>;

beforeAll(async () => {
  own = await ownDatabase();
  await own.db`alter table users set (autovacuum_enabled = off)`;
  // Every Marta stands behind the others, in the order of names and in that of ids.
  await own.db`
    insert into users (name, role, active, zone)
    select case when n > ${OTHERS} then 'Marta ' else 'Luis ' end || lpad(n::text, 6, '0'), 'subscriber', n % 10 > 0, 'Zona ' || n % 5
    from generate_series(1, ${OTHERS + MARTAS}::int) n`;
}, 60_000);
afterAll(() => own.drop());

const list = (query: Record<string, string>) => listUsers(testContext(own.db, keyActor("viewer")), listUsersQuery.parse(query));
const names = async (query: Record<string, string>) => (await list(query)).items.map(({ name }) => name);
const marta = (n: number) => `Marta ${String(n).padStart(6, "0")}`;

describe("a search with more hits than are held in hand", () => {
  it("is counted exactly as long as PostgreSQL has no statistics of the words", async () => {
    for (const sort of ["-created_at", "name"]) {
      const { pagination } = await list({ search: "marta", sort });
      expect(pagination.total).toBe(MARTAS);
      expect(pagination.total_is_estimated).toBeUndefined();
    }
  });

  it("says that its total is estimated, and not far off, once there are some", async () => {
    await own.db`analyze users`;
    const { pagination } = await list({ search: "marta" });
    expect(pagination.total_is_estimated).toBe(true);
    expect(Math.abs(pagination.total - MARTAS)).toBeLessThan(MARTAS * 0.1);
  });

  it("gives its first page, one in the middle and its last, in every order, though all hits stand at the far end", async () => {
    const [first, last] = [OTHERS + 1, OTHERS + MARTAS];
    for (const sort of ["name", "created_at"]) {
      expect(await names({ search: "marta", sort, per_page: "2" })).toEqual([marta(first), marta(first + 1)]);
      expect(await names({ search: "marta", sort, per_page: "2", page: "2001" })).toEqual([marta(first + 4000), marta(first + 4001)]);
      expect(await names({ search: "marta", sort, per_page: "2", page: String(MARTAS / 2) })).toEqual([marta(last - 1), marta(last)]);
      expect(await names({ search: "marta", sort: `-${sort}`, per_page: "2" })).toEqual([marta(last), marta(last - 1)]);
    }
  });

  it("of words that came after the statistics were made has a total that is no less than what is known of", async () => {
    await own.db`insert into users (name, role) select 'Zoraida ' || n, 'subscriber' from generate_series(1, 7000) n`;
    const { pagination } = await list({ search: "zoraida" });
    expect(pagination.total).toBeGreaterThan(5_000);
    expect(await names({ search: "zoraida", sort: "name", per_page: "2" })).toEqual(["Zoraida 1", "Zoraida 10"]);
  });

  it.each(["active=false", "zone=Zona 3", "zone=Zona 3&active=false"])("is counted and put in order within a filter: %s", async (filter) => {
    const asked = Object.fromEntries(new URLSearchParams(filter));
    const rows = await own.db<{ name: string }[]>`
      select name from users where name like 'Marta %' and (${asked.active ?? null}::boolean is null or active = ${asked.active ?? null}::boolean)
        and (${asked.zone ?? null}::text is null or zone = ${asked.zone ?? null}::text) order by name desc`;
    const { items, pagination } = await list({ ...asked, search: "marta", sort: "-name", page: "3" });
    expect(items.map(({ name }) => name)).toEqual(rows.slice(20, 30).map(({ name }) => name));
    expect([rows.length, "estimated"]).toContain(pagination.total_is_estimated ? "estimated" : pagination.total);
  });
});
