import { stringify } from "csv-stringify/sync";

/** A cell that a spreadsheet would run as a formula is written with an apostrophe before it (OWASP, CSV injection). */
const FORMULA = /^[=@\t\r]|^[+-](?![\d\s().-]+$)/;

/**
 * Streams rows as a CSV file: a batch is read when the reader has taken the one before, so memory stays constant. The first batch is read
 * before the answer begins, so that what fails at once is still a proper error.
 */
export async function csvResponse<T extends object>(filename: string, columns: string[], batches: AsyncIterable<T[]>): Promise<Response> {
  return csvTextResponse(filename, textOf(columns, batches));
}

async function* textOf<T extends object>(columns: string[], batches: AsyncIterable<T[]>): AsyncGenerator<string> {
  const write = (rows: T[], header: boolean) =>
    stringify(rows, { columns, header, cast: { string: (value) => (FORMULA.test(value) ? `'${value}` : value), object: (value) => JSON.stringify(value) } });
  let first = true;
  for await (const rows of batches) {
    yield write(rows, first);
    first = false;
  }
  if (first) yield write([], true);
}

/** The same of lines that are written already, as PostgreSQL writes very many of them. */
export async function csvTextResponse(filename: string, parts: AsyncIterable<string>): Promise<Response> {
  const iterator = parts[Symbol.asyncIterator]();
  let next: IteratorResult<string> | null = await iterator.next();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = next ?? (await iterator.next());
      next = null;
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  return new Response(body, {
    headers: { "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="${filename}"`, "Cache-Control": "no-store" },
  });
}
