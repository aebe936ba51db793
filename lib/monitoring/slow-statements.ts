import type { PerformanceStats } from "./schemas";
import type { Context } from "@/lib/context/context";

const SHOWN = 15;
const LONGEST_TEXT = 400;

/**
 * The statements that took the most time since the server's statistics began, from pg_stat_statements; null where it is not there. Only statements
 * whose literals it replaces by `$n`: a utility command's text could hold a password.
 */
export async function slowStatements({ db }: Pick<Context, "db">): Promise<PerformanceStats["statements"]> {
  const [extension] = await db`select 1 from pg_extension where extname = 'pg_stat_statements'`;
  if (!extension) return null;
  try {
    const rows = await db<{ statement: string; calls: number; mean: number; max: number; total: number }[]>`
      select left(regexp_replace(query, '\\s+', ' ', 'g'), ${LONGEST_TEXT}) as statement, calls, mean_exec_time as mean, max_exec_time as max, total_exec_time as total
      from pg_stat_statements
      where dbid = (select oid from pg_database where datname = current_database()) and query ~* '^\\s*(select|with|insert|update|delete|merge)\\M'
      order by total_exec_time desc limit ${SHOWN}`;
    return rows.map(({ mean, max, total, ...row }) => ({ ...row, mean_ms: round(mean), max_ms: round(max), total_ms: round(total) }));
  } catch (error) {
    // Created, but the server was not started with it.
    if ((error as { code?: unknown }).code === "55000") return null;
    throw error;
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
