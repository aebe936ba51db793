import { toE164 } from "./phone";
import { type NewFailure, recordFailures, takeRows } from "@/lib/jobs/chunks";
import type { ChunkVerb } from "@/lib/jobs/run-job";
import type { ImportRow } from "@/lib/jobs/stage-csv";

const MAX_NAME = 200;
const MAX_FIELD = 500;

interface ValidRow {
  line: number;
  phone: string;
  name: string;
  tags: string[];
  fields: Record<string, string>;
}

/**
 * One chunk of an import of contacts: new numbers are created, known ones take the file's name and fields and gain its tags; bad rows are reported with their line. A
 * number that came before in the same chunk is reported as `duplicate_row`.
 */
export const runImportChunk: ChunkVerb = async (ctx, job) => {
  const rows = await takeRows<ImportRow>(ctx.db, job);
  if (rows === null) return null;
  const { valid, failures } = sortOut(rows);
  const { tags } = job.input as { tags: string[] };
  const written = await ctx.db<{ created: boolean; same: boolean }[]>`
    with given as (
      select * from json_to_recordset(${JSON.stringify(valid)}::text::json) as r (phone text, name text, tags jsonb, fields jsonb)
    ), every as (
      select g.phone, g.name, g.fields, array(select distinct t from (select jsonb_array_elements_text(g.tags) union all select unnest(${tags}::text[])) x (t) order by t) as tags,
        k.id is null as created, k.name = g.name and k.fields @> g.fields as same, k.tags as had
      from given g left join contacts k on k.phone = g.phone
    ), written as (
      insert into contacts (phone, name, tags, fields, source) select phone, name, tags, fields, 'import' from every where created or not same or not tags <@ had
      on conflict (phone) do update set name = excluded.name, fields = contacts.fields || excluded.fields,
        tags = array(select distinct t from unnest(contacts.tags || excluded.tags) t order by t), updated_at = now()
    )
    select created, not created and same and tags <@ had as same from every`;
  await recordFailures(ctx.db, job.id, failures);
  const created = written.filter((row) => row.created).length;
  const unchanged = written.filter((row) => row.same).length;
  const updated = written.length - created - unchanged;
  return { updated: created + updated, unchanged, failed: failures.length, counters: { created, updated } };
};

/** Valid rows and the reasons of the others. */
export function sortOut(rows: ImportRow[]): { valid: ValidRow[]; failures: NewFailure[] } {
  const valid: ValidRow[] = [];
  const failures: NewFailure[] = [];
  const seen = new Set<string>();
  for (const { line, cells, problem } of rows) {
    const { phone: raw = "", name = "", tags = "", ...fields } = cells;
    const phone = toE164(raw);
    const error = problem ?? rowError(phone, name, fields, seen);
    if (error) failures.push({ item: line, error, detail: { row: cells } });
    else valid.push({ line, phone: phone!, name, tags: splitTags(tags), fields });
  }
  return { valid, failures };
}

function rowError(phone: string | null, name: string, fields: Record<string, string>, seen: Set<string>): string | null {
  if (!phone) return "invalid_phone";
  if (name === "" || name.length > MAX_NAME) return "invalid_name";
  if (Object.values(fields).some((value) => value.length > MAX_FIELD)) return "field_too_long";
  if (seen.has(phone)) return "duplicate_row";
  seen.add(phone);
  return null;
}

function splitTags(text: string): string[] {
  return [...new Set(text.split("|").map((tag) => tag.trim()).filter(Boolean))];
}
