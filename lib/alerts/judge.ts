import type { AlertKind } from "./schemas";
import type { Queryable } from "@/lib/db/sql";

/** What was found of a condition just now. */
export interface Judged {
  kind: AlertKind;
  subject?: string;
  bad: boolean;
  severity: "warning" | "critical";
  params: Record<string, string | number>;
}

export interface Hysteresis {
  /** So many bad findings in a row raise it, so many good ones resolve it. */
  badToRaise: number;
  goodToResolve: number;
}

const THREE: Hysteresis = { badToRaise: 3, goodToResolve: 3 };

/** Counts findings on, and raises and resolves what has held long enough. One statement; the streaks' rows are its locks. */
export async function judge(db: Queryable, findings: Judged[], { badToRaise, goodToResolve }: Hysteresis = THREE): Promise<void> {
  if (findings.length === 0) return;
  await db`
    with found as (
      select kind, coalesce(subject, '') as subject, bad, severity, params
      from json_to_recordset(${JSON.stringify(findings)}::text::json) as f (kind text, subject text, bad boolean, severity text, params jsonb)
    ), streak as (
      insert into alert_streaks as s (kind, subject, bad, good) select kind, subject, bad::int, (not bad)::int from found
      on conflict (kind, subject) do update set bad = case when excluded.bad > 0 then s.bad + 1 else 0 end, good = case when excluded.good > 0 then s.good + 1 else 0 end
      returning s.kind, s.subject, s.bad, s.good
    )
    select case when s.bad >= ${badToRaise}::int then alert_raise(f.kind, f.subject, f.severity, f.params)
                when s.good >= ${goodToResolve}::int then alert_resolve(f.kind, f.subject) end
    from streak s join found f using (kind, subject)`;
}
