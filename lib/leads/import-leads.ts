import { parse } from "csv-parse";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { requireCliente, tenantOf } from "./save-lead";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { tooLarge } from "@/lib/http/body";
import { invalidRequest } from "@/lib/http/validate";
import { accepted, createJob } from "@/lib/jobs/create-job";
import type { AcceptedJob } from "@/lib/jobs/schemas";

/** Rows kept together while they arrive, and worked on together later. */
const ROWS_PER_CHUNK = 500;
export const MAX_IMPORT_BYTES = 256 * 1024 * 1024;
const MAX_ROWS = 1_000_000;
export const IMPORT_COLUMNS = ["external_id", "name", "phone", "email", "city", "estado"] as const;

/** A line of the file: where it stands, and its cells by column. */
export interface ImportRow {
  line: number;
  cells: Record<string, string>;
  /** Set when the line itself is broken; the cells are then empty. */
  problem?: string;
}

export interface ImportOptions {
  cliente_id?: number;
  /** Counts what would happen and lists the errors; writes no lead. */
  dry_run: boolean;
  filename: string;
}

/**
 * `POST /api/crm/leads/import`: takes in a CSV as it streams, in constant memory, and creates the job that brings the rows into `leads`. The
 * first line names the columns: `name` is required; `external_id, phone, email, city, estado` are not; others are ignored.
 * @throws AppError `invalid_request` for a file without rows or without the columns, `payload_too_large`
 */
export async function importLeads(ctx: Context, body: ReadableStream<Uint8Array> | null, options: ImportOptions): Promise<AcceptedJob> {
  requirePermission(ctx.actor, "leads:write");
  const clienteId = tenantOf(ctx, options.cliente_id);
  await requireCliente(ctx, clienteId);
  const [reserved] = await ctx.db<{ id: number }[]>`select nextval('jobs_id_seq') as id`;
  const total = await stageRows(ctx, reserved!.id, body);
  return transaction(ctx, async (tx) => {
    const job = await createJob(tx, {
      id: reserved!.id,
      kind: "lead_import",
      input: { cliente_id: clienteId, dry_run: options.dry_run, filename: options.filename },
      total,
      clienteId: ctx.actor.clienteId,
    });
    return accepted(job, total);
  });
}

/** Writes the rows into chunks as they come. Without a job these chunks are nobody's, and the clean-up takes them. */
async function stageRows(ctx: Context, jobId: number, body: ReadableStream<Uint8Array> | null): Promise<number> {
  if (!body) throw emptyFile(ctx);
  let rows: ImportRow[] = [];
  let total = 0;
  let seq = 0;
  const flush = async () => {
    if (rows.length === 0) return;
    await ctx.db`
      insert into job_chunks (job_id, seq, rows, size) values (${jobId}, ${seq}, ${JSON.stringify(rows)}::text::jsonb, ${rows.length})`;
    seq += 1;
    rows = [];
  };
  for await (const row of csvRows(ctx, body)) {
    rows.push(row);
    total += 1;
    if (total > MAX_ROWS) throw invalidRequest([{ path: "body", message: `> ${MAX_ROWS}` }]);
    if (rows.length === ROWS_PER_CHUNK) await flush();
  }
  await flush();
  if (total === 0) throw emptyFile(ctx);
  return total;
}

interface ParsedRecord {
  record: Record<string, string>;
  info: { lines: number; error?: Error };
}

async function* csvRows(ctx: Context, body: ReadableStream<Uint8Array>): AsyncGenerator<ImportRow> {
  let bytes = 0;
  const source = Readable.fromWeb(body as NodeReadableStream<Uint8Array>);
  const parser = parse({
    bom: true, columns: (header: string[]) => columnsOf(ctx, header), info: true, trim: true, skip_empty_lines: true,
    relax_column_count: true, relax_quotes: true, delimiter: [",", ";", "\t"], max_record_size: 64 * 1024,
  });
  source.on("data", (chunk: Uint8Array) => {
    bytes += chunk.byteLength;
    if (bytes > MAX_IMPORT_BYTES) parser.destroy(tooLarge(MAX_IMPORT_BYTES));
  });
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      yield info.error ? { line: info.lines, cells: {}, problem: "invalid_row" } : { line: info.lines, cells: record };
    }
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith("CSV_")) {
      throw invalidRequest([{ path: "body", message: (error as Error).message.slice(0, 200) }]);
    }
    throw error;
  } finally {
    source.destroy();
  }
}

/** Maps the header's names to columns; unknown ones are dropped by csv-parse when they are `false`. */
function columnsOf(ctx: Context, header: string[]): (string | false)[] {
  const names = header.map((name) => HEADER_NAMES[name.trim().toLowerCase()] ?? false);
  if (!names.includes("name")) {
    const expected = IMPORT_COLUMNS.join(", ");
    throw invalidRequest([{ path: "header", message: ctx.locale === "es" ? `falta la columna name (o nombre); se admiten: ${expected}` : `the column name is missing; allowed: ${expected}` }]);
  }
  return names;
}

const HEADER_NAMES: Record<string, string> = {
  ...Object.fromEntries(IMPORT_COLUMNS.map((name) => [name, name])),
  nombre: "name", telefono: "phone", "teléfono": "phone", correo: "email", "e-mail": "email", ciudad: "city", id_externo: "external_id", status: "estado",
};

function emptyFile(ctx: Context) {
  return invalidRequest([{ path: "body", message: ctx.locale === "es" ? "el archivo no tiene filas" : "the file has no rows" }]);
}
