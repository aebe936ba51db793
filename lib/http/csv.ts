import { stringify } from "csv-stringify/sync";

/** A cell that a spreadsheet would run as a formula is written with an apostrophe before it (OWASP, CSV injection). */
const FORMULA = /^[=@\t\r]|^[+-](?![\d\s().-]+$)/;

/**
 * Streams rows as a CSV file: a batch is read when the reader has taken the one before, so memory stays constant. The first batch is read
 * before the answer begins, so that what fails at once is still a proper error.
 */
export async function csvResponse<T extends object>(filename: string, columns: string[], batches: AsyncIterable<T[]>): Promise<Response> {
  return csvBytesResponse(filename, partsOf(columns, batches));
}

async function* partsOf<T extends object>(columns: string[], batches: AsyncIterable<T[]>): AsyncGenerator<CsvPart> {
  const encoder = new TextEncoder();
  const write = (rows: T[], header: boolean) =>
    stringify(rows, { columns, header, cast: { string: (value) => (FORMULA.test(value) ? `'${value}` : value), object: (value) => JSON.stringify(value) } });
  let first = true;
  for await (const rows of batches) {
    yield new CsvPart(encoder.encode(write(rows, first)));
    first = false;
  }
  if (first) yield new CsvPart(encoder.encode(write([], true)));
}

/**
 * Bytes on their way out, to be taken once. The promises of finished reads outlive their use until V8 collects its old generation, which is long: whoever takes the
 * bytes leaves nothing behind in them. See docs/decisions/0051-nothing-kept-of-an-export.md.
 */
export class CsvPart {
  #bytes: Uint8Array | null;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The bytes, the first time; none after that. */
  take(): Uint8Array {
    const bytes = this.#bytes ?? new Uint8Array();
    this.#bytes = null;
    return bytes;
  }
}

/** The same of lines that are written already, as PostgreSQL writes very many of them. */
export async function csvBytesResponse(filename: string, parts: AsyncIterable<CsvPart>): Promise<Response> {
  const iterator = parts[Symbol.asyncIterator]();
  let next: IteratorResult<CsvPart> | null = await iterator.next();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = next ?? (await iterator.next());
      next = null;
      if (done) controller.close();
      else controller.enqueue(value.take());
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  return new Response(body, {
    headers: { "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="${filename}"`, "Cache-Control": "no-store" },
  });
}
