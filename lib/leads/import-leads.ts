import { requireCliente, tenantOf } from "./save-lead";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { invalidRequest } from "@/lib/http/validate";
import { accepted, createJob } from "@/lib/jobs/create-job";
import type { AcceptedJob } from "@/lib/jobs/schemas";
import { reserveJobId, stageRows } from "@/lib/jobs/stage-csv";

export const IMPORT_COLUMNS = ["external_id", "name", "phone", "email", "city", "estado"] as const;

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
  const id = await reserveJobId(ctx);
  const total = await stageRows(ctx, id, body, (header) => columnsOf(ctx, header));
  return transaction(ctx, async (tx) => {
    const job = await createJob(tx, {
      id,
      kind: "lead_import",
      input: { cliente_id: clienteId, dry_run: options.dry_run, filename: options.filename },
      total,
      clienteId: ctx.actor.clienteId,
    });
    return accepted(job, total);
  });
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
