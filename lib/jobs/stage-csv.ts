import { parse } from "csv-parse";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { Context } from "@/lib/context/context";
import { tooLarge } from "@/lib/http/body";
import { invalidRequest } from "@/lib/http/validate";

/** Rows kept together while they arrive, and worked on together later. */
const ROWS_PER_CHUNK = 500;
export const MAX_IMPORT_BYTES = 256 * 1024 * 1024;
const MAX_ROWS = 1_000_000;

/** A line of the file: where it stands, and its cells by column. */
export interface ImportRow {
  line: number;
  cells: Record<string, string>;
  /** Set when the line itself is broken; the cells are then empty. */
  problem?: string;
}

/** Maps the names in the file's first line to columns; `false` drops one. Throws `invalid_request` where a needed one is missing. */
export type ColumnsOf = (header: string[]) => (string | false)[];

/** Reserves the id of the job whose chunks are about to be written. */
export async function reserveJobId(ctx: Context): Promise<number> {
  const [reserved] = await ctx.db<{ id: number }[]>`select nextval('jobs_id_seq') as id`;
  return reserved!.id;
}

/**
 * Writes a CSV's rows into chunks of a job as they come, in constant memory. Without a job these chunks are nobody's, and the clean-up takes them.
 * @returns how many rows there are.
 * @throws AppError `invalid_request` for a file without rows, `payload_too_large`
 */
export async function stageRows(ctx: Context, jobId: number, body: ReadableStream<Uint8Array> | null, columnsOf: ColumnsOf): Promise<number> {
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
  for await (const row of csvRows(body, columnsOf)) {
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

/** The rows of a CSV as they arrive; the header goes through `columnsOf`. @throws AppError `invalid_request`, `payload_too_large` */
export async function* csvRows(body: ReadableStream<Uint8Array>, columnsOf: ColumnsOf): AsyncGenerator<ImportRow> {
  let bytes = 0;
  const source = Readable.fromWeb(body as NodeReadableStream<Uint8Array>);
  const parser = parse({
    bom: true, columns: columnsOf, info: true, trim: true, skip_empty_lines: true,
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

function emptyFile(ctx: Context) {
  return invalidRequest([{ path: "body", message: ctx.locale === "es" ? "el archivo no tiene filas" : "the file has no rows" }]);
}
