import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foldUserCounts } from "./count-users";
import { exportUsers } from "./export-users";
import { listUsers } from "./list-users";
import { listUsersQuery } from "./schemas";
import { type Database, openDatabase } from "@/lib/db/sql";
import { keyActor, testContext } from "@/lib/db/testing";
import { ownDatabase } from "@/worker/testing";

const USERS = 200_000;
/** What a page may hold. */
const PAGE = 100;

let own: Awaited<ReturnType<typeof ownDatabase>>;
let explaining: Database;
let statements: string[] = [];

beforeAll(async () => {
  own = await ownDatabase();
  await own.db`
    insert into users (name, role, active, code, identity, email, phone_mobile, zone)
    select (array['Ana', 'Luis', 'Yusmary', 'Pedro', 'Rosa'])[1 + n % 5] || ' ' || (array['Colmenares', 'Rincón', 'González', 'Téllez'])[1 + n / 7 % 4] || ' ' || md5(n::text),
      case when n % 1000 = 0 then 'operator' when n % 1000 = 1 then 'viewer' else 'subscriber' end, n % 20 > 0, new_user_code(), 'V' || 1000000 + n,
      'persona' || n || '@correo.example', '+58414' || lpad(n::text, 7, '0'), 'Zona ' || n % 300
    from generate_series(1, ${USERS}::int) n`;
  await foldUserCounts(own.db);
  await own.db`vacuum analyze users`;
  await own.db`vacuum analyze user_counts`;
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
  return statements.filter((text) => /\busers\b|\buser_counts\b/.test(text));
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

const FILTERS = ["", "&role=operator", "&role=subscriber", "&active=false", "&active_only=true", "&zone=Zona%207", "&zone=Zona%207&active=false", "&role=viewer&active=true"];
const PAGES = ["page=1", "page=2", "page=19&per_page=100"];
const SEARCHES = ["search=persona77", "search=yusmary", "search=04140000077", "search=yusmary%20gonzalez%20ab", "search=yusmary&zone=Zona%207", "search=c000001", "search=ana&role=operator"];

describe("the plans of every statement of users", () => {
  it.each(["-created_at", "created_at"].flatMap((sort) => FILTERS.flatMap((filter) => PAGES.map((page) => `${page}&sort=${sort}${filter}`))))(
    "%s: no table is read whole, nothing more than a page sorted", async (query) => {
      const plans = await plansOf(() => listUsers(context(), asked(query)));
      expect(plans.length).toBeGreaterThanOrEqual(1);
      for (const plan of plans) {
        expect(plan).not.toMatch(/Seq Scan/);
        for (const rows of sorted(plan)) expect(rows).toBeLessThanOrEqual(PAGE);
      }
    },
  );

  it.each(["page=1", "page=1000", "page=20000"])("the last page and those between begin within a bucket: %s", async (query) => {
    const plans = await plansOf(() => listUsers(context(), asked(query)));
    const read = plans.flatMap((plan) => [...plan.matchAll(/Index (?:Only )?Scan[^\n]*on users[^\n]*rows=([\d.]+)/g)].map(([, rows]) => Number(rows)));
    expect(Math.max(...read)).toBeLessThanOrEqual(4096 + PAGE);
  });

  it.each(SEARCHES)("%s: found by the index of words, or along the order", async (query) => {
    const plans = await plansOf(() => listUsers(context(), asked(query)));
    expect(plans.join("\n")).toMatch(/users_words_idx|Index Scan Backward using users_|Index Scan using users_staff_idx/);
    for (const plan of plans) {
      expect(plan).not.toMatch(/Seq Scan/);
      for (const rows of sorted(plan)) expect(rows).toBeLessThanOrEqual(PAGE);
    }
  });

  it.each(["sort=name", "sort=-name&page=300", "sort=name&role=operator", "sort=name&active=false"])("by name along its index: %s", async (query) => {
    const plans = await plansOf(() => listUsers(context(), asked(query)));
    expect(plans.join("\n")).toMatch(/users_(staff_)?name_idx/);
    for (const plan of plans) {
      expect(plan).not.toMatch(/Seq Scan/);
      for (const rows of sorted(plan)) expect(rows).toBeLessThanOrEqual(PAGE);
    }
  });

  it.each(["", "sort=name", "role=operator", "zone=Zona%207", "search=persona77", "search=gonzalez&zone=Zona%203"])("the export goes on where its last batch ended: %s", async (query) => {
    const plans = await plansOf(async () => {
      let batches = 0;
      for await (const _ of exportUsers(context(), asked(query))) if (++batches === 3) break;
    });
    for (const plan of plans) expect(plan).not.toMatch(/Seq Scan/);
  });
});
