import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foldUserCounts } from "./count-users";
import { exportUsers } from "./export-users";
import { listUsers } from "./list-users";
import { listUsersQuery } from "./schemas";
import { userFacets } from "./user-facets";
import { type Database, openDatabase } from "@/lib/db/sql";
import { keyActor, testContext } from "@/lib/db/testing";
import { ownDatabase } from "@/worker/testing";

const USERS = 200_000;
/** What a page may hold. */
const PAGE = 100;
/** Users in a run of names and in a bucket of ids, and ids in a bucket of a zone's. */
const BUCKET = 4096;
const ZONE_BUCKET = 65_536;
/** These two hold nothing else: one row, and what came since the worker last folded. */
const READ_WHOLE = /Seq Scan on (?!user_name_runs|user_name_changes)/;

let own: Awaited<ReturnType<typeof ownDatabase>>;
let explaining: Database;
let statements: string[] = [];

beforeAll(async () => {
  own = await ownDatabase();
  await own.db`
    insert into users (name, role, active, code, identity, email, phone_mobile, zone)
    select (array['Ana', 'Luis', 'Yusmary', 'Pedro', 'Rosa'])[1 + n % 5] || ' ' || (array['Colmenares', 'Rincón', 'González', 'Téllez'])[1 + n / 7 % 4] || ' ' || md5(n::text),
      case when n % 1000 = 0 then 'operator' when n % 1000 = 1 then 'viewer' else 'subscriber' end, n % 20 > 0, new_user_code(), 'V' || 1000000 + n,
      'persona' || n || '@correo.example', '+58414' || lpad(n::text, 7, '0'), case when n % 10 = 3 then 'Zona grande' else 'Zona ' || n % 300 end
    from generate_series(1, ${USERS}::int) n`;
  await foldUserCounts(own.db);
  await own.db`vacuum analyze users`;
  await own.db`vacuum analyze user_counts`;
  await own.db`vacuum analyze user_name_counts`;
  // auto_explain hands the plan of every statement, as it really ran, to the session as a notice.
  explaining = openDatabase(own.url, { max: 1, applicationName: "tanda test", statementTimeoutMs: 60_000, onNotice: (text) => statements.push(text) });
  await explaining.unsafe("load 'auto_explain'");
  await explaining.unsafe("set auto_explain.log_min_duration = 0; set auto_explain.log_analyze = on; set client_min_messages = log");
}, 180_000);

afterAll(async () => {
  await explaining.end();
  await own.drop();
});

async function plansOf(run: () => Promise<unknown>): Promise<string[]> {
  statements = [];
  await run();
  return statements.filter((text) => /\busers\b|\buser_(name_)?counts\b/.test(text));
}

const asked = (query: string) => listUsersQuery.parse(Object.fromEntries(new URLSearchParams(query)));
const context = () => testContext(explaining, keyActor("viewer"));

/** Rows that went into a sort: those that its input says it gave. */
function sorted(plan: string): number[] {
  const lines = plan.split("\n");
  return lines.flatMap((line, at) => (/->\s+(Incremental )?Sort |^\s*Sort /.test(line) ? [rowsBelow(lines, at)] : []));
}

function rowsBelow(lines: string[], at: number): number {
  const below = lines.slice(at + 1).find((line) => line.includes("->") && line.includes("actual"));
  return Number(/actual[^)]*rows=([\d.]+)/.exec(below ?? "")?.[1] ?? Number.NaN);
}

/** Entries of the indexes of users that were read, those that a filter left out among them. */
function read(plans: string[]): number {
  return Math.max(0, ...plans.flatMap((plan) => [...plan.matchAll(/Scan[^\n]* on users[^\n]*actual[^\n]*rows=([\d.]+)[^\n]*((?:\n(?!.*->).*)*)/g)].map(
    ([, rows, below]) => Number(rows) + Number(/Rows Removed by Filter: (\d+)/.exec(below!)?.[1] ?? 0),
  )));
}

const FILTERS = [
  "", "role=operator", "role=subscriber", "active=false", "active_only=true", "zone=Zona%20grande", "zone=Zona%207", "zone=Zona%20grande&active=false", "zone=Zona%207&active=false",
  "role=viewer&active=true", "role=subscriber&active=false", "zone=Zona%20grande&role=subscriber&active=true", "zone=Zona%20grande&role=viewer",
];
const SORTS = ["-created_at", "created_at", "name", "-name"];
const SEARCHES = [
  "search=persona77", "search=yusmary", "search=04140000077", "search=yusmary%20gonzalez%20ab", "search=yusmary&zone=Zona%207", "search=c000001", "search=ana&role=operator", "search=nobody",
  "search=ana&zone=Zona%20grande", "search=rosa&active=false", "search=rosa&zone=Zona%20grande&active=false",
];

describe("the plans of every statement of users", () => {
  it.each(SORTS.flatMap((sort) => FILTERS.map((filter) => `sort=${sort}${filter && `&${filter}`}`)))(
    "%s: on any page no table is read whole, nothing more than a page sorted, no more walked than a bucket and what the filter leaves out of a page", async (query) => {
      for (const size of [10, PAGE]) {
        const { total, total_pages } = (await listUsers(context(), asked(`${query}&per_page=${size}`))).pagination;
        for (const page of new Set([1, 2, Math.ceil(total_pages / 2), total_pages])) {
          const plans = await plansOf(() => listUsers(context(), asked(`${query}&per_page=${size}&page=${page}`)));
          expect(plans.length).toBeGreaterThanOrEqual(1);
          for (const plan of plans) {
            expect(plan).not.toMatch(READ_WHOLE);
            for (const rows of sorted(plan)) expect(rows, plan).toBeLessThanOrEqual(PAGE);
          }
          const leftOut = size * (USERS / Math.max(1, total));
          expect(read(plans), plans.join("\n")).toBeLessThanOrEqual((query.includes("zone=") && !query.includes("name") ? ZONE_BUCKET : 2 * BUCKET) + 3 * leftOut);
        }
      }
    },
  );

  it.each(SORTS.flatMap((sort) => SEARCHES.map((search) => `sort=${sort}&${search}`)))("%s: found by an index or along the order on any page, and no more sorted than one", async (query) => {
    const { total_pages } = (await listUsers(context(), asked(query))).pagination;
    for (const page of new Set([1, 3, Math.ceil(total_pages / 2), total_pages])) {
      const plans = await plansOf(() => listUsers(context(), asked(`${query}&page=${page}`)));
      expect(plans.length).toBeGreaterThanOrEqual(1);
      for (const plan of plans) {
        expect(plan).not.toMatch(READ_WHOLE);
        for (const rows of sorted(plan)) expect(rows, plan).toBeLessThanOrEqual(PAGE);
      }
    }
  });

  it.each(["", "sort=name", "role=operator", "zone=Zona%207", "search=persona77", "sort=-name&search=persona77", "search=gonzalez&zone=Zona%203"])("the export goes on where its last batch ended: %s", async (query) => {
    const plans = await plansOf(async () => {
      let batches = 0;
      for await (const _ of exportUsers(context(), asked(query))) if (++batches === 3) break;
    });
    for (const plan of plans) {
      expect(plan).not.toMatch(READ_WHOLE);
      for (const rows of sorted(plan)) expect(rows, plan).toBeLessThanOrEqual(PAGE);
    }
  });

  it("the facets come from the counts alone, which are read but not put in order", async () => {
    const plans = await plansOf(() => userFacets(context()));
    expect(plans).toHaveLength(2);
    for (const plan of plans) {
      expect(plan).not.toMatch(/Scan[^\n]* on users/);
      for (const rows of sorted(plan)) expect(rows, plan).toBeLessThanOrEqual(PAGE);
    }
  });
});
