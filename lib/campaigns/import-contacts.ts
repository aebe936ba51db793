import type { z } from "zod";
import type { importContactsQuery, ImportPreview } from "./contact-schemas";
import { PREVIEW_ROWS } from "./contact-schemas";
import { sortOut } from "./run-import-chunk";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { invalidRequest } from "@/lib/http/validate";
import { accepted, createJob } from "@/lib/jobs/create-job";
import type { AcceptedJob } from "@/lib/jobs/schemas";
import { csvRows, type ImportRow, reserveJobId, stageRows } from "@/lib/jobs/stage-csv";

/**
 * `POST /api/contacts/import`: takes in a CSV as it streams and creates the job that brings its rows into the contacts. The first line names the columns: `phone` and
 * `name` are required, `tags` are separated by `|`; every other column becomes a variable for messages.
 * @throws AppError `invalid_request` for a file without rows or without the columns, `payload_too_large`
 */
export async function importContacts(ctx: Context, body: ReadableStream<Uint8Array> | null, options: z.output<typeof importContactsQuery>): Promise<AcceptedJob> {
  requirePermission(ctx.actor, "campaigns:write");
  const id = await reserveJobId(ctx);
  const total = await stageRows(ctx, id, body, (header) => columnsOf(ctx, header));
  return transaction(ctx, async (tx) => {
    const job = await createJob(tx, { id, kind: "contact_import", input: { filename: options.filename, tags: options.tags ?? [] }, total, clienteId: null });
    return accepted(job, total);
  });
}

/** The first rows of a file as an import would take them; writes nothing. @throws AppError `invalid_request` */
export async function previewImport(ctx: Context, body: ReadableStream<Uint8Array> | null): Promise<ImportPreview> {
  requirePermission(ctx.actor, "campaigns:write");
  if (!body) throw invalidRequest([{ path: "body", message: "CSV" }]);
  let columns: string[] = [];
  const rows: ImportRow[] = [];
  const read = (header: string[]) => {
    const found = columnsOf(ctx, header);
    columns = found.filter((name) => name !== false);
    return found;
  };
  for await (const row of csvRows(body, read)) {
    rows.push(row);
    if (rows.length === PREVIEW_ROWS) break;
  }
  const { valid, failures } = sortOut(rows);
  const errors = new Map(failures.map((failure) => [failure.item, failure.error]));
  const numbers = new Map(valid.map((row) => [row.line, row.phone]));
  return {
    columns,
    rows: rows.map(({ line, cells: { phone, name, ...fields } }) => ({
      line, phone: numbers.get(line) ?? phone ?? null, name: name ?? "", fields, error: errors.get(line) ?? null,
    })),
  };
}

const HEADER_NAMES: Record<string, string> = {
  telefono: "phone", "teléfono": "phone", celular: "phone", movil: "phone", "móvil": "phone", whatsapp: "phone", nombre: "name", etiquetas: "tags",
};

/** Maps the header's names: to the known columns, the rest to the name of a variable. */
function columnsOf(ctx: Context, header: string[]): (string | false)[] {
  const names = header.map((text) => {
    const plain = text.trim().toLowerCase();
    return HEADER_NAMES[plain] ?? (plain.replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^(?=\d)|^_+|_+$/gu, (edge) => (edge === "" ? "_" : "")) || false);
  });
  const missing = ["phone", "name"].filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const message = ctx.locale === "es" ? `faltan las columnas: ${missing.join(", ")}` : `columns are missing: ${missing.join(", ")}`;
    throw invalidRequest([{ path: "header", message }]);
  }
  return names.map((name, at) => (name !== false && names.indexOf(name) !== at ? false : name));
}
