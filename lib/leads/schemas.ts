import { z } from "zod";
import { PRIORITIES } from "@/lib/jobs/kinds";
import { acceptedJobSchema } from "@/lib/jobs/schemas";
import { pageQuery, paginated } from "@/lib/http/pagination";
import { NOTHING_TO_CHANGE, namesSomething } from "@/lib/http/rules";

export const MAX_SYNC_LEADS = 100;
/** What one request may carry, whatever an owner's own limit says: the body limit allows no more ids than these. */
export const MAX_IDS = 200_000;

const id = z.int().positive();
const estado = z.string().trim().min(1).max(40);
const ids = z.array(id).min(1).max(MAX_IDS).describe("Duplicates count once");
const instant = z.iso.datetime({ offset: true }).or(z.iso.date());
const expected = z.union([estado, z.array(estado).min(1).max(50)]).describe("Leads in another state fail with state_changed");

/** Which leads: shared by the list, the counts, the export and the bulk change. */
export const leadFilterSchema = z.strictObject({
  estado: z.union([estado, z.array(estado).min(1).max(50)]).optional(),
  cliente_id: z.union([id, z.array(id).min(1).max(100)]).optional(),
  created_after: instant.optional(),
  created_before: instant.optional(),
  search: z.string().trim().min(1).max(100).optional(),
});
export type LeadFilter = z.infer<typeof leadFilterSchema>;

export const bulkStatusSchema = z.strictObject({ lead_ids: ids, estado, expected_estado: expected.optional() });
export type BulkStatus = z.infer<typeof bulkStatusSchema>;

const failure = z.object({ lead_id: z.int(), error: z.enum(["lead_not_found", "state_changed"]) });

export const bulkStatusResultSchema = z.object({
  success: z.literal(true),
  updated: z.int(),
  unchanged: z.int(),
  failed: z.int(),
  failures: z.array(failure),
});
export type BulkStatusResult = z.infer<typeof bulkStatusResultSchema>;

export const bulkStatusAsyncSchema = z
  .strictObject({
    lead_ids: ids.optional(),
    filter: leadFilterSchema.optional(),
    estado,
    expected_estado: expected.optional(),
    priority: z.enum(PRIORITIES).default("normal"),
    webhook_url: z.url({ protocol: /^https?$/ }).max(2000).optional(),
    dry_run: z.boolean().default(false).describe("Counts only, changes nothing"),
  })
  .refine((body) => (body.lead_ids === undefined) !== (body.filter === undefined), { path: ["lead_ids"], message: "lead_ids | filter" });
export type BulkStatusAsync = z.output<typeof bulkStatusAsyncSchema>;

export const dryRunSchema = z.object({
  success: z.literal(true),
  dry_run: z.literal(true),
  total_leads: z.int(),
  will_update: z.int(),
  unchanged: z.int(),
  failed: z.int(),
  by_reason: z.array(z.object({ error: z.string(), count: z.int() })),
  by_estado: z.array(z.object({ estado: z.string(), count: z.int() })).describe("Where the leads are now"),
  max_leads_per_job: z.int(),
  estimated_seconds: z.number(),
});
export type DryRun = z.infer<typeof dryRunSchema>;

export const bulkStatusAsyncResultSchema = z.union([acceptedJobSchema, dryRunSchema]);

export const leadSchema = z.object({
  id: z.int(),
  cliente_id: z.int(),
  cliente_name: z.string(),
  external_id: z.string().nullable(),
  name: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  city: z.string().nullable(),
  estado: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Lead = z.infer<typeof leadSchema>;


const commaList = z.string().transform((text) => text.split(",").filter(Boolean));
const idText = z.string().regex(/^\d{1,15}$/).transform(Number);

/** The list's query: the filter as a URL writes it. */
export const listLeadsQuery = pageQuery.extend({
  estado: commaList.pipe(z.array(estado).min(1).max(50)).optional().describe("Comma separated"),
  cliente_id: commaList.pipe(z.array(idText).min(1).max(100)).optional().describe("Comma separated"),
  created_after: instant.optional(),
  created_before: instant.optional(),
  search: z.string().trim().min(1).max(100).optional(),
  sort: z.enum(["-created_at", "created_at", "-id", "id"]).default("-id"),
  format: z.enum(["json", "csv"]).default("json"),
});
export type ListLeadsQuery = z.infer<typeof listLeadsQuery>;

export const listLeadsSchema = paginated(leadSchema);
export type LeadPage = z.infer<typeof listLeadsSchema>;

const name = z.string().trim().min(1).max(200);
const optionalText = (max: number) => z.string().trim().max(max).transform((text) => text || null).nullable().optional();
const phone = z
  .string()
  .trim()
  .transform((text) => text.replace(/[\s().-]/g, "") || null)
  .refine((text) => text === null || /^\+?\d{7,15}$/.test(text), "+584141234567")
  .nullable()
  .optional();
const email = z.union([z.literal("").transform(() => null), z.email().max(254), z.null()]).optional();

export const createLeadSchema = z.strictObject({
  cliente_id: id.optional().describe("The tenant; a tenant's own key leaves it out"),
  external_id: optionalText(100),
  name,
  phone,
  email,
  city: optionalText(120),
  estado: estado.optional().describe("The first configured state unless given"),
});

export const updateLeadSchema = z
  .strictObject({ name: name.optional(), phone, email, city: optionalText(120), estado: estado.optional() })
  .refine(namesSomething, NOTHING_TO_CHANGE);

export const historyEntrySchema = z.object({
  id: z.int(),
  from_estado: z.string().nullable(),
  to_estado: z.string(),
  job_id: z.string().nullable(),
  actor: z.object({ kind: z.string(), id: z.int().nullable(), name: z.string().nullable() }),
  at: z.iso.datetime(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
export const historySchema = paginated(historyEntrySchema);
export type HistoryPage = z.infer<typeof historySchema>;

export const estadoSchema = z.object({
  code: z.string(),
  name: z.string(),
  color: z.string(),
  position: z.int(),
  active: z.boolean(),
});
export type Estado = z.infer<typeof estadoSchema>;
export const estadoWithCountSchema = estadoSchema.extend({ leads: z.int() });
export type EstadoWithCount = z.infer<typeof estadoWithCountSchema>;
export const listEstadosSchema = z.object({ items: z.array(estadoWithCountSchema) });

const color = z.string().regex(/^#[0-9a-f]{6}$/i, "#rrggbb");
export const createEstadoSchema = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "a-z 0-9 _"),
  name: z.string().trim().min(1).max(60),
  color,
  position: z.int().min(0).max(1000).optional(),
});
export const updateEstadoSchema = z.strictObject({
  name: z.string().trim().min(1).max(60).optional(),
  color: color.optional(),
  position: z.int().min(0).max(1000).optional(),
  active: z.boolean().optional(),
});
export const estadoParams = z.object({ code: z.string().max(40) });

export const clienteSchema = z.object({ id: z.int(), name: z.string(), active: z.boolean(), leads: z.int() });
export type Cliente = z.infer<typeof clienteSchema>;
