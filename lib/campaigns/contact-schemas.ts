import { z } from "zod";
import { pageQuery, paginated } from "@/lib/http/pagination";
import { NOTHING_TO_CHANGE, namesSomething } from "@/lib/http/rules";

export const PREVIEW_ROWS = 50;
export const OPT_OUT_SOURCES = ["inbound", "provider", "manual"] as const;

const tag = z.string().trim().min(1).max(60);
const fieldName = z.string().regex(/^[\p{L}_][\p{L}\p{N}_]{0,59}$/u);
const fields = z.record(fieldName, z.string().max(500)).refine((value) => Object.keys(value).length <= 50, "≤ 50");

export const contactSchema = z.object({
  id: z.int(),
  phone: z.string(),
  name: z.string(),
  tags: z.array(z.string()),
  fields: z.record(z.string(), z.string()),
  source: z.string(),
  optedOut: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Contact = z.infer<typeof contactSchema>;

export const listContactsQuery = pageQuery.extend({
  search: z.string().trim().min(1).max(100).optional(),
  tags: z.string().transform((text) => text.split(",").filter(Boolean)).pipe(z.array(tag).max(50)).optional().describe("Comma separated: any of them"),
  format: z.enum(["json", "csv"]).default("json"),
});
export type ListContactsQuery = z.infer<typeof listContactsQuery>;
export const listContactsSchema = paginated(contactSchema);

export const createContactSchema = z.strictObject({
  phone: z.string().trim().min(7).max(25).describe("National numbers by DEFAULT_COUNTRY"),
  name: z.string().trim().min(1).max(200),
  tags: z.array(tag).max(50).default([]),
  fields: fields.default({}),
});

export const updateContactSchema = z
  .strictObject({ name: z.string().trim().min(1).max(200).optional(), tags: z.array(tag).max(50).optional(), fields: fields.optional() })
  .refine(namesSomething, NOTHING_TO_CHANGE);

export const tagsSchema = z.object({ items: z.array(z.object({ tag: z.string(), count: z.int() })) });

export const importContactsQuery = z.object({
  preview: z.enum(["true", "false"]).default("false").transform((value) => value === "true").describe("Reads only the first 50 rows and writes nothing"),
  filename: z.string().max(200).default("contactos.csv"),
  tags: z.string().transform((text) => text.split(",").map((one) => one.trim()).filter(Boolean)).pipe(z.array(tag).max(50)).optional().describe("Given to every contact of the file"),
});

export const importPreviewSchema = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.object({ line: z.int(), phone: z.string().nullable(), name: z.string(), fields: z.record(z.string(), z.string()), error: z.string().nullable() })),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

export const optOutSchema = z.object({ phone: z.string(), source: z.enum(OPT_OUT_SOURCES), detail: z.string().nullable(), at: z.iso.datetime(), contactName: z.string().nullable() });
export type OptOut = z.infer<typeof optOutSchema>;
export const listOptOutsQuery = pageQuery.extend({ search: z.string().trim().min(1).max(100).optional(), source: z.enum(OPT_OUT_SOURCES).optional(), format: z.enum(["json", "csv"]).default("json") });
export const listOptOutsSchema = paginated(optOutSchema);
export const addOptOutSchema = z.strictObject({ phone: z.string().trim().min(7).max(25) });
