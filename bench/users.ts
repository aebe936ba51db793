import { request as send } from "node:http";
import { readFileSync } from "node:fs";
import { buildAppCopy } from "./harness/app-copy";
import { ask } from "./harness/http";
import { type BenchRow, median, percentile, timed } from "./harness/rows";
import { type BenchSystem, startBenchSystem } from "./harness/system";
import { seedUsers } from "@/drizzle/seed-users";
import { foldUserCounts } from "@/lib/users/count-users";

const SIZES = { small: 100_000, large: 1_000_000 };
const ROUNDS = 150;
const WARM_UP = 30;
/** What is asked for is computed, whatever the cache holds. */
const UNCACHED = { "cache-control": "no-cache" };
const MANY_HITS = 300_000;
/** Searches of which all hits have to be read: shown, held to nothing, and asked after all others, which would find the caches of a processor emptied by them. */
const UNHELD = "all hits read: ";

/** Pages of users over HTTP at 100,000 and at 1,000,000 of them, beside their bare statement and a handler that does nothing; then the export. */
export async function run(): Promise<BenchRow[]> {
  const [system, app] = [await startBenchSystem(0), await buildAppCopy()];
  try {
    const { base, pid } = await system.startWeb(app.folder, 4330);
    const small = await at(system, base, SIZES.small);
    const large = await at(system, base, SIZES.large);
    return [...rowsOf(large), ...growth(small, large), ...(await insertTenThousand(system)), ...(await exported(system, base, pid))];
  } finally {
    await system.stop();
    await app.remove();
  }
}

interface Measured {
  users: number;
  bare: number[];
  empty: number[];
  cached: number[];
  /** Milliseconds of every round by what was asked. */
  asked: Map<string, number[]>;
}

async function at({ db, key }: BenchSystem, base: string, users: number): Promise<Measured> {
  const [row] = await db<{ users: number }[]>`select count(*) as users from users`;
  await seedUsers(db, users - row!.users);
  await db`update users set name = 'Zorobabel ' || name where id in (select unnest(array[min(id) + 10, max(id) / 2, max(id) - 10]) from users) and name not like 'Zorobabel%'`;
  await foldUserCounts(db);
  await db`vacuum analyze users`;
  await db`vacuum analyze user_counts`;
  await db`vacuum analyze user_name_counts`;
  const [cases, unheld] = [await casesFor(db, users), await unheldCases(db, users)];
  const measured: Measured = { users, bare: [], empty: [], cached: [], asked: new Map([...cases, ...unheld].map(([name]) => [name, []])) };
  const uncached = (query: string) => timed(() => answered(`${base}/api/users?${query}`, { key, headers: UNCACHED }));
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const times: [number[], number][] = [
      [measured.bare, await timed(() => bare(db))],
      [measured.empty, await timed(() => ask(`${base}/api/bench-empty`))],
      [measured.cached, await timed(() => answered(`${base}/api/users`, { key }))],
    ];
    for (const [name, query] of cases) times.push([measured.asked.get(name)!, await uncached(query)]);
    if (round >= 0) for (const [list, ms] of times) list.push(ms);
  }
  for (let round = 0; round < ROUNDS / 10; round++) for (const [name, query] of unheld) measured.asked.get(name)!.push(await uncached(query));
  return measured;
}

async function casesFor(db: BenchSystem["db"], users: number): Promise<[string, string][]> {
  const [zone] = await db<{ zone: string }[]>`select zone from user_counts where zone > '' group by zone order by sum(n) desc limit 1`;
  const many = await hitting(db, Math.min(MANY_HITS, users * 0.3));
  return [
    ["page 1", ""],
    ["page 900", "page=900"],
    ["page 40,000 (of 100,000 users, 4,000)", `page=${users / 25}`],
    ["the last page", `page=${users / 10}`],
    ["role operator", "role=operator"],
    ["role subscriber, in the middle", `role=subscriber&page=${users / 20}`],
    ["deactivated", "active=false"],
    ["active only, in the middle", `active_only=true&page=${users / 20}`],
    ["the largest zone", `zone=${encodeURIComponent(zone!.zone)}`],
    ["the largest zone, active, page 400", `zone=${encodeURIComponent(zone!.zone)}&active_only=true&page=400`],
    ["a search that hits 3", "search=zorobabel"],
    ["a search that hits 300,000", `search=${many}`],
    ["by name, page 1", "sort=name"],
    ["by name, in the middle", `sort=name&page=${users / 20}`],
    ["by name, backwards, the last page", `sort=-name&page=${users / 10}`],
    ["by name, active only, in the middle", `sort=name&active_only=true&page=${Math.round(users / 21)}`],
    ["by name, deactivated, in the middle", `sort=name&active=false&page=${users / 400}`],
    ["by name, the largest zone, page 400", `sort=name&zone=${encodeURIComponent(zone!.zone)}&page=400`],
    ["by name, the largest zone, deactivated, page 20", `sort=name&zone=${encodeURIComponent(zone!.zone)}&active=false&page=20`],
    ["by name, a search that hits 3", "sort=name&search=zorobabel"],
    ["by name, a surname", "sort=name&search=colmenares"],
  ];
}

async function unheldCases(db: BenchSystem["db"], users: number): Promise<[string, string][]> {
  const many = await hitting(db, Math.min(MANY_HITS, users * 0.3));
  return [
    [`${UNHELD}by name, a first name of one user in fifty`, "sort=name&search=yusmary"],
    [`${UNHELD}by name, one of one in twenty-five`, "sort=name&search=maria"],
    [`${UNHELD}a search that hits 300,000, in the middle`, `search=${many}&page=${users / 100}`],
  ];
}

/** The beginning of a word that comes nearest to so many hits. */
async function hitting(db: BenchSystem["db"], hits: number): Promise<string> {
  const [row] = await db<{ beginning: string }[]>`
    select beginning from unnest(array['m', 'ma', 'j', 'a', 'r', 'c', 'p', 'o', 'l', 'v', 'g', 's', 'd', 'y', 'e', 'f', 'n']) beginning,
      lateral (select count(*) as hits from users where user_words(name, code, login_email, email, wispro_number, phone, phone_mobile) @@ (beginning || ':*')::tsquery) counted
    order by abs(hits - ${hits}) limit 1`;
  return row!.beginning;
}

/** What a page takes at the least: its users and how many there are, in one statement. */
function bare(db: BenchSystem["db"]): Promise<unknown> {
  return db`
    select u.id, u.code, u.name, u.login_email, u.email, u.role, u.active, u.cliente_id, c.name as cliente_name, u.phone, u.phone_mobile, u.address, u.city, u.zone,
      u.identity, u.id_wispro, u.wispro_number, u.pinned, u.created_at, u.updated_at, (select sum(n) from user_counts where zone = '') as total
    from users u left join clientes c on c.id = u.cliente_id order by u.id desc limit 10`;
}

async function answered(url: string, options: Parameters<typeof ask>[1]): Promise<void> {
  const { status, text } = await ask(url, options);
  if (status !== 200) throw new Error(`${url} answered ${status}: ${text.slice(0, 300)}`);
}

const p95 = (values: number[]) => percentile(values, 0.95);

function rowsOf({ bare, empty, cached, asked }: Measured): BenchRow[] {
  const first = asked.get("page 1")!;
  const least = p95(bare) + p95(empty);
  const rows: BenchRow[] = [
    {
      measure: "page 1 of 1,000,000 users, uncached, p95", value: p95(first), unit: "ms", ratio: p95(first) / least, holds: p95(first) <= 1.5 * least,
      yardstick: `bare statement ${p95(bare).toFixed(2)} + empty handler ${p95(empty).toFixed(2)} ms, at most 1.5 × (p50 ${median(first).toFixed(2)})`,
    },
    {
      measure: "page 1, cached, p95", value: p95(cached), unit: "ms", ratio: p95(cached) / p95(empty), holds: p95(cached) <= 1.3 * p95(empty),
      yardstick: `empty handler, at most 1.3 × (p50 ${median(cached).toFixed(2)} beside ${median(empty).toFixed(2)})`,
    },
  ];
  for (const [name, times] of asked) {
    if (name === "page 1") continue;
    const ratio = p95(times) / p95(first);
    const row: BenchRow = { measure: `${name}, uncached, p95`, value: p95(times), unit: "ms", ratio, yardstick: `page 1, at most 3 × (p50 ${median(times).toFixed(2)})` };
    rows.push(name.startsWith(UNHELD) ? row : { ...row, holds: ratio <= 3 });
  }
  return rows;
}

/** By the middle of the rounds: the two sizes are measured a minute apart, and the slowest rounds are the machine's. */
function growth(small: Measured, large: Measured): BenchRow[] {
  return [...large.asked].map(([name, times]) => {
    const before = median(small.asked.get(name)!);
    const ratio = median(times) / before;
    const row: BenchRow = { measure: `growth from 100,000 to 1,000,000, p50: ${name}`, value: median(times), unit: "ms", ratio, yardstick: `${before.toFixed(2)} ms, at most 1.5 ×` };
    return name.startsWith(UNHELD) ? row : { ...row, holds: ratio <= 1.5 };
  });
}

/** What the indexes and the counts cost a writer: 10,000 rows in statements of 100, as a run of Wispro writes them; rolled back. */
async function insertTenThousand({ db }: BenchSystem): Promise<BenchRow[]> {
  const insert = (dropping: string | null) => {
    let ms = 0;
    return db.begin(async (tx) => {
      if (dropping) await tx.unsafe(dropping);
      ms = await timed(async () => {
        for (let n = 0; n < 100; n++) {
          await tx`
            insert into users (name, email, role, code, wispro_number, identity, phone, phone_mobile, address, city, zone)
            select u.name, u.email, 'subscriber', new_user_code(), (3 * u.id)::text, 'X' || u.id, u.phone, u.phone_mobile, u.address, u.city, u.zone
            from generate_series(1, 100) i join users u on u.id = i * 3001 + ${n * 17}::int`;
        }
      });
      throw new RolledBack();
    }).catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
      return ms;
    });
  };
  const without = [
    "alter table users disable trigger user", "drop index users_words_idx", "drop index users_zone_idx", "drop index users_name_idx", "drop index users_staff_idx", "drop index users_staff_name_idx",
    "drop index users_inactive_idx",
  ].join("; ");
  const [all, none]: number[][] = [[], []];
  for (let round = 0; round < 5; round++) {
    none!.push(await insert(without));
    all!.push(await insert(null));
  }
  return [{
    measure: "10,000 users inserted in statements of 100", value: median(all!), unit: "ms", ratio: median(all!) / median(none!),
    yardstick: `${median(none!).toFixed(0)} ms without the list's indexes and counts`,
  }];
}

class RolledBack extends Error {}

/** A million rows of CSV: what the web's memory grows by, and when the first of them is there. */
async function exported({ key }: BenchSystem, base: string, pid: number): Promise<BenchRow[]> {
  const resident = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  await download(`${base}/api/users?format=csv&role=operator`, key, () => undefined);
  const before = resident();
  let peak = 0;
  const { lines, firstMs, totalMs } = await download(`${base}/api/users?format=csv`, key, () => (peak = Math.max(peak, resident())));
  return [
    { measure: "export of 1,000,000 users, memory", value: peak - before, unit: "MB more", yardstick: `${before.toFixed(0)} → ${peak.toFixed(0)} MB, under 60`, holds: peak - before < 60 },
    { measure: "its first rows", value: firstMs, unit: "ms", yardstick: `${lines.toLocaleString("en")} lines in ${(totalMs / 1000).toFixed(1)} s`, ratio: firstMs / totalMs, holds: lines === SIZES.large + 1 && firstMs < totalMs / 20 },
  ];
}

function download(url: string, key: string, onData: () => void): Promise<{ lines: number; firstMs: number; totalMs: number }> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    send(url, { headers: { authorization: `Bearer ${key}` } }, (response) => {
      let [lines, firstMs] = [0, 0];
      response.on("data", (part: Buffer) => {
        firstMs ||= performance.now() - startedAt;
        for (const byte of part) if (byte === 10) lines++;
        onData();
      });
      response.on("end", () => (response.statusCode === 200 ? resolve({ lines, firstMs, totalMs: performance.now() - startedAt }) : reject(new Error(`${url} answered ${response.statusCode}`))));
      response.on("error", reject);
    }).on("error", reject).end();
  });
}
