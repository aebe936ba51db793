import { hash } from "node:crypto";
import { z } from "zod";

/**
 * A client as Wispro holds it. Texts are trimmed and safe to store in PostgreSQL; a blank one is null, and so is every
 * field that the answer lacks.
 */
export type WisproClient = {
  id: string;
  publicId: string | null;
  name: string | null;
  email: string | null;
  address: string | null;
  city: string | null;
  details: string | null;
  phone: string | null;
  phoneMobile: string | null;
  nationalIdentificationNumber: string | null;
  zoneName: string | null;
};

/** A record as it came, of the fields that a client is read from, not looked at yet; null where it was no object at all. */
export type WireClient = ReturnType<typeof fieldsOf>;

/** A record that couldn't be read: its id if that much is there, and why, without values. */
export type MalformedClient = { id: string | null; reason: string };

/** Where Wispro says the page stands. Counts of records; pages are counted from 1. */
export type Pagination = { totalRecords: number; totalPages: number; perPage: number; currentPage: number };

/** A page of clients. */
export type Page = {
  pagination: Pagination;
  /** Of the bytes of its records, whatever stands before them. */
  digest: string;
  /** Its records were read before, to the byte. */
  known: boolean;
  records: () => WireClient[];
};

/** What an answer's body turned out to be. `status` is the body's own, which is the real one when HTTP says 200. */
export type Body =
  | ({ kind: "page" } & Page)
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

// The fields only say what may stand there, and one transform at the end cleans them: a transform a field made this three times as slow.
const text = z.string().nullish();
const textOrNumber = z.union([z.string(), z.number()], "expected a string or a number").nullish();

/** Printable ASCII: what every text column and every log can hold. */
const ID = /^[!-~]{1,64}$/;

const clientSchema = z
  .object({
    id: z.string().trim().regex(ID, "expected 1 to 64 letters, digits or signs"),
    public_id: textOrNumber,
    name: text,
    email: text,
    address: text,
    city: text,
    details: text,
    phone: text,
    phone_mobile: text,
    national_identification_number: textOrNumber,
    zone_name: text,
  } satisfies Record<keyof NonNullable<WireClient>, z.ZodType>)
  .transform(
    (wire): WisproClient => ({
      id: wire.id,
      publicId: cleanText(wire.public_id),
      name: cleanText(wire.name),
      email: cleanText(wire.email),
      address: cleanText(wire.address),
      city: cleanText(wire.city),
      details: cleanText(wire.details),
      phone: cleanText(wire.phone),
      phoneMobile: cleanText(wire.phone_mobile),
      nationalIdentificationNumber: cleanText(wire.national_identification_number),
      zoneName: cleanText(wire.zone_name),
    }),
  );

/** Where the records begin, as an answer is written. */
const DATA = '"data":[';

/**
 * Reads the body of an answer to `GET /clients`. Wispro sends its errors as HTTP 200 with the real code in the body, so a body
 * whose status isn't 200 is that status, whatever else it holds. What a record holds is read when it is needed: {@link readRecord}. Where the bytes from the
 * records on are `known`, what stands before them is all that is parsed now: the rest was, when it came first. Never throws.
 */
export function readBody(body: Buffer, known: (digest: string) => boolean): Body {
  const start = body.indexOf(DATA);
  const digest = hash("sha1", start < 0 ? body : body.subarray(start), "base64");
  if (start >= 0 && known(digest)) {
    const head = readPage(parseJson(`${body.toString("utf8", 0, start)}${DATA}]}`));
    if (head.kind === "page") return { ...head, digest, known: true, records: once(() => wireClients(parseJson(body.toString()))) };
  }
  const json = parseJson(body.toString());
  if (json === undefined) return { kind: "not_json" };
  const page = readPage(json);
  if (page.kind !== "page") return page;
  const records = wireClients(json);
  return { ...page, digest, known: false, records: () => records };
}

function readPage(json: unknown): { kind: "page"; pagination: Pagination } | Exclude<Body, { kind: "page" }> {
  const status = statusSchema.safeParse(json);
  if (status.success && status.data.status !== 200) return { kind: "status", status: status.data.status };
  const page = pageSchema.safeParse(json);
  return page.success ? { kind: "page", pagination: page.data.meta.pagination } : { kind: "unexpected_body" };
}

/** The records of a body that was read as a page. */
function wireClients(page: unknown): WireClient[] {
  return (page as { data: unknown[] }).data.map(fieldsOf);
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Takes the fields that a client is read from. The answer's login secret is none of them: it goes no further than this. */
function fieldsOf(record: unknown) {
  if (typeof record !== "object" || record === null) return null;
  const { id, public_id, name, email, address, city, details, phone, phone_mobile, national_identification_number, zone_name } = record as Record<string, unknown>;
  return { id, public_id, name, email, address, city, details, phone, phone_mobile, national_identification_number, zone_name };
}

/** Reads one record. A malformed one costs only itself. */
export function readRecord(record: WireClient): { client: WisproClient } | { malformed: MalformedClient } {
  const parsed = clientSchema.safeParse(record);
  return parsed.success ? { client: parsed.data } : { malformed: { id: readId(record), reason: reasonOf(parsed.error) } };
}

/** A record's id, if that much can be read of it. */
export function readId(record: WireClient): string | null {
  const id = typeof record?.id === "string" ? record.id.trim() : "";
  return ID.test(id) ? id : null;
}

/** zod's messages name the kinds expected and received, never the value. */
function reasonOf(error: z.ZodError): string {
  return error.issues.map((issue) => [issue.path.join("."), issue.message].filter(Boolean).join(": ")).join("; ");
}
