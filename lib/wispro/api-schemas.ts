import { z } from "zod";

/**
 * A client as Wispro holds it. Texts are trimmed and safe to store in PostgreSQL; a blank one is null, and so is every
 * field that the answer lacks. The answer's login secret has no place here: what isn't named below is dropped while parsing.
 */
export type WisproClient = {
  id: string;
  publicId: string | null;
  customId: string | null;
  name: string | null;
  email: string | null;
  address: string | null;
  city: string | null;
  state: string | null;
  details: string | null;
  phone: string | null;
  phoneMobile: string | null;
  phoneMobileVerified: boolean;
  nationalIdentificationNumber: string | null;
  zoneName: string | null;
  neighborhoodId: string | null;
  sellerId: string | null;
  collectorId: string | null;
  createdAt: Date | null;
  updatedAt: Date | null;
};

/** A record that couldn't be read: its place on the page (from 0), its id if that much is there, and why, without values. */
export type MalformedClient = { index: number; id?: string; reason: string };

/** Where Wispro says the page stands. Counts of records; pages are counted from 1. */
export type Pagination = { totalRecords: number; totalPages: number; perPage: number; currentPage: number };

/** What an answer's body turned out to be. `status` is the body's own, which is the real one when HTTP says 200. */
export type Body =
  | { kind: "page"; pagination: Pagination; clients: WisproClient[]; malformed: MalformedClient[] }
  | { kind: "status"; status: number }
  | { kind: "not_json" }
  | { kind: "unexpected_body" };

/** Not z.coerce: it reads null and "" as 0, and a total of 0 is a success that never was. */
const count = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.number().int().nonnegative());
const position = count.pipe(z.number().positive());

const paginationSchema = z
  .object({
    total_records: count.nullish(),
    total_count: count.nullish(),
    total_pages: count,
    per_page: position,
    current_page: position,
  })
  .transform((wire, context): Pagination => {
    const totalRecords = wire.total_records ?? wire.total_count;
    if (totalRecords === null || totalRecords === undefined) {
      context.addIssue({ code: "custom", message: "neither total_records nor total_count" });
      return z.NEVER;
    }
    return { totalRecords, totalPages: wire.total_pages, perPage: wire.per_page, currentPage: wire.current_page };
  });

const statusSchema = z.object({ status: count });
const pageSchema = z.object({ meta: z.object({ pagination: paginationSchema }), data: z.array(z.unknown()) });

/** PostgreSQL refuses U+0000 in a text and a lone surrogate in JSON: either would cost the whole page. */
function cleanText(text: string | number | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const clean = String(text).toWellFormed().replaceAll("\0", "").trim();
  return clean === "" ? null : clean;
}

function readInstant(text: string | null | undefined): Date | null {
  const date = new Date(cleanText(text) ?? "");
  return Number.isNaN(date.getTime()) ? null : date;
}

// The fields only say what may stand there, and one transform at the end cleans them: a transform a field made this three times as slow.
const text = z.string().nullish();
const textOrNumber = z.union([z.string(), z.number()], "expected a string or a number").nullish();

const clientSchema = z
  .object({
    id: z.string().trim().min(1).max(64),
    public_id: textOrNumber,
    custom_id: textOrNumber,
    name: text,
    email: text,
    address: text,
    city: text,
    state: text,
    details: text,
    phone: text,
    phone_mobile: text,
    phone_mobile_verified: z.boolean().nullish(),
    national_identification_number: textOrNumber,
    zone_name: text,
    neighborhood_id: textOrNumber,
    seller_id: textOrNumber,
    collector_id: textOrNumber,
    created_at: text,
    updated_at: text,
  })
  .transform(
    (wire): WisproClient => ({
      id: wire.id,
      publicId: cleanText(wire.public_id),
      customId: cleanText(wire.custom_id),
      name: cleanText(wire.name),
      email: cleanText(wire.email),
      address: cleanText(wire.address),
      city: cleanText(wire.city),
      state: cleanText(wire.state),
      details: cleanText(wire.details),
      phone: cleanText(wire.phone),
      phoneMobile: cleanText(wire.phone_mobile),
      phoneMobileVerified: wire.phone_mobile_verified ?? false,
      nationalIdentificationNumber: cleanText(wire.national_identification_number),
      zoneName: cleanText(wire.zone_name),
      neighborhoodId: cleanText(wire.neighborhood_id),
      sellerId: cleanText(wire.seller_id),
      collectorId: cleanText(wire.collector_id),
      createdAt: readInstant(wire.created_at),
      updatedAt: readInstant(wire.updated_at),
    }),
  );

/**
 * Reads the body of an answer to `GET /clients`. Wispro sends its errors as HTTP 200 with the real code in the body, so a body
 * whose status isn't 200 is that status, whatever else it holds. Records are parsed one by one: a malformed one is reported
 * beside the others. Never throws.
 */
export function readBody(body: string): Body {
  const json = parseJson(body);
  if (json === undefined) return { kind: "not_json" };
  const status = statusSchema.safeParse(json);
  if (status.success && status.data.status !== 200) return { kind: "status", status: status.data.status };
  const page = pageSchema.safeParse(json);
  if (!page.success) return { kind: "unexpected_body" };
  return { kind: "page", pagination: page.data.meta.pagination, ...readRecords(page.data.data) };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function readRecords(records: unknown[]): { clients: WisproClient[]; malformed: MalformedClient[] } {
  const clients: WisproClient[] = [];
  const malformed: MalformedClient[] = [];
  records.forEach((record, index) => {
    const parsed = clientSchema.safeParse(record);
    if (parsed.success) clients.push(parsed.data);
    else malformed.push({ index, ...idOf(record), reason: reasonOf(parsed.error) });
  });
  return { clients, malformed };
}

function idOf(record: unknown): { id?: string } {
  const parsed = z.object({ id: clientSchema.in.shape.id }).safeParse(record);
  return parsed.success ? parsed.data : {};
}

/** zod's messages name the kinds expected and received, never the value. */
function reasonOf(error: z.ZodError): string {
  return error.issues.map((issue) => [issue.path.join("."), issue.message].filter(Boolean).join(": ")).join("; ");
}
