import { z } from "zod";
import { activeEstados } from "./estados";
import { createLeadSchema } from "./schemas";
import type { TransactionContext } from "@/lib/context/context";
import { type NewFailure, recordFailures, takeRows } from "@/lib/jobs/chunks";
import type { ChunkVerb } from "@/lib/jobs/run-job";
import type { ImportRow } from "@/lib/jobs/stage-csv";

type ValidRow = z.output<typeof importRowSchema> & { line: number };

const blankAsAbsent = (value: unknown) => (value === "" ? undefined : value);
const { shape } = createLeadSchema;
const importRowSchema = z.object({
  external_id: z.preprocess(blankAsAbsent, shape.external_id),
  name: shape.name,
  phone: z.preprocess(blankAsAbsent, shape.phone),
  email: z.preprocess(blankAsAbsent, shape.email),
  city: z.preprocess(blankAsAbsent, shape.city),
  estado: z.preprocess(blankAsAbsent, shape.estado),
});

/**
 * One chunk of an import: new leads are created, leads with a known `external_id` take what the file says (columns that are absent or blank
 * stay), bad rows are reported with their line. A line whose external_id came before in the same chunk is reported as `duplicate_row`.
 */
export const runImportChunk: ChunkVerb = async (ctx, job) => {
  const rows = await takeRows<ImportRow>(ctx.db, job);
  if (rows === null) return null;
  const { cliente_id: clienteId, dry_run: dryRun } = job.input as { cliente_id: number; dry_run: boolean };
  const { valid, failures } = sortOut(rows, await activeEstados(ctx.db));
  const counts = dryRun ? await countRows(ctx, clienteId, valid) : await writeRows(ctx, clienteId, valid, job);
  await recordFailures(ctx.db, job.id, failures);
  return { updated: counts.created + counts.changed, unchanged: counts.same, failed: failures.length, counters: { created: counts.created, updated: counts.changed } };
};

/** Valid rows and the reasons of the others. */
export function sortOut(rows: ImportRow[], estados: string[]): { valid: ValidRow[]; failures: NewFailure[] } {
  const valid: ValidRow[] = [];
  const failures: NewFailure[] = [];
  const seen = new Set<string>();
  for (const { line, cells, problem } of rows) {
    const parsed = problem ? undefined : importRowSchema.safeParse(cells);
    const error = problem ?? rowError(parsed!, estados, seen);
    if (error) failures.push({ item: line, error, detail: { row: cells } });
    else valid.push({ ...parsed!.data!, line });
  }
  return { valid, failures };
}

function rowError(parsed: ReturnType<typeof importRowSchema.safeParse>, estados: string[], seen: Set<string>): string | null {
  if (!parsed.success) return `invalid_${String(parsed.error.issues[0]?.path[0] ?? "row")}`;
  const { estado, external_id: externalId } = parsed.data;
  if (estado !== undefined && !estados.includes(estado)) return "invalid_estado";
  if (!externalId) return null;
  if (seen.has(externalId)) return "duplicate_row";
  seen.add(externalId);
  return null;
}

interface Counts {
  created: number;
  changed: number;
  same: number;
}

/** What each row meets: nothing, a lead that says otherwise, or one that says the same. */
function compared({ db }: TransactionContext, clienteId: number, rows: ValidRow[]) {
  return db`
    given as (
      select * from json_to_recordset(${JSON.stringify(rows)}::text::json)
        as r (line int, external_id text, name text, phone text, email text, city text, estado text)
    ), met as (
      select g.*, l.id, l.estado as was,
        l.id is not null and (l.name, l.phone, l.email, l.city, l.estado) is not distinct from
          (g.name, coalesce(g.phone, l.phone), coalesce(g.email, l.email), coalesce(g.city, l.city), coalesce(g.estado, l.estado)) as same
      from given g left join leads l on l.cliente_id = ${clienteId} and l.external_id = g.external_id
    )`;
}

async function countRows(ctx: TransactionContext, clienteId: number, rows: ValidRow[]): Promise<Counts> {
  const [row] = await ctx.db<[Counts]>`
    with ${compared(ctx, clienteId, rows)}
    select count(*) filter (where id is null) as created, count(*) filter (where id is not null and not same) as changed,
           count(*) filter (where same) as same from met`;
  return row;
}

async function writeRows(ctx: TransactionContext, clienteId: number, rows: ValidRow[], job: { id: number; ownerKind: string; ownerId: number | null }): Promise<Counts> {
  const { db } = ctx;
  const [row] = await db<[Counts]>`
    with first_state as (select code from estados where active order by position, code limit 1),
    ${compared(ctx, clienteId, rows)},
    created as (
      insert into leads (cliente_id, external_id, name, phone, email, city, estado)
      select ${clienteId}, external_id, name, phone, email, city, coalesce(estado, (select code from first_state)) from met where id is null order by line
      on conflict (cliente_id, external_id) where external_id is not null do nothing
      returning id, estado
    ), changed as (
      update leads l set name = m.name, phone = coalesce(m.phone, l.phone), email = coalesce(m.email, l.email),
        city = coalesce(m.city, l.city), estado = coalesce(m.estado, l.estado), updated_at = now()
      from met m where l.id = m.id and not m.same
      returning l.id, m.was, l.estado
    ), logged as (
      insert into lead_history (lead_id, from_estado, to_estado, job_id, actor_kind, actor_id)
      select id, null, estado, ${job.id}::bigint, ${job.ownerKind}, ${job.ownerId}::bigint from created
      union all
      select id, was, estado, ${job.id}::bigint, ${job.ownerKind}, ${job.ownerId}::bigint from changed where was <> estado
    )
    select (select count(*) from created) as created, (select count(*) from changed) as changed`;
  return { created: row.created, changed: row.changed, same: rows.length - row.created - row.changed };
}
