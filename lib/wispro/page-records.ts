import { hash } from "node:crypto";
import type { CountryCode } from "libphonenumber-js/min";
import type { ReadyPage } from "./api-client";
import type { WisproClient } from "./api-schemas";
import { type PageRecord, readClient, readMalformed } from "./read-client";
import { settings } from "@/lib/config/env";

/** Raise it when a client is read into other values than before: what is known of each is then looked at anew, once. */
const READING = 1;

/** A page as it was read. */
type Page = Pick<ReadyPage, "clients" | "malformed" | "pagination">;

/** The clients of some pages by Wispro's id, each with the digest of what it says. Malformed records are not among them. */
export function digestsIn(pages: Page[]): Map<string, string> {
  return merged(pages.map((page) => digestsOf(page.clients)));
}

/** All records of some pages, numbered; one that comes twice stands once, as it came first. */
export function recordsIn(pages: Page[]): PageRecord[] {
  return [...merged(pages.map(recordsOf)).values()].map((record, n) => ({ ...record, n }));
}

function merged<T>(parts: ReadonlyMap<string, T>[]): Map<string, T> {
  return firstOf(parts.flatMap((part) => [...part]));
}

function firstOf<T>(entries: [string, T][]): Map<string, T> {
  const first = new Map<string, T>();
  for (const [id, value] of entries) if (!first.has(id)) first.set(id, value);
  return first;
}

const digests = new WeakMap<WisproClient[], Map<string, string>>();
const records = new WeakMap<WisproClient[], Map<string, PageRecord>>();

/** Of one page. Made once, and ready when the page's turn comes if it was asked for before. */
export function digestsOf(clients: WisproClient[]): ReadonlyMap<string, string> {
  return once(digests, clients, () => {
    const country = settings().WISPRO_COUNTRY;
    return firstOf(clients.map((client) => [client.id, digestOf(client, country)]));
  });
}

/** Of one page, by Wispro's id. Made once, as the digests are. */
export function recordsOf({ clients, malformed, pagination }: Page): ReadonlyMap<string, PageRecord> {
  return once(records, clients, () => {
    const country = settings().WISPRO_COUNTRY as CountryCode;
    const digest = digestsOf(clients);
    const read = clients.map((client, n) => ({ ...readClient(client, n, country), digest: digest.get(client.id) ?? null }));
    const bad = malformed.map((record) => readMalformed(record, pagination.currentPage));
    return firstOf([...read, ...bad].map((record) => [record.id_wispro, record]));
  });
}

function once<T>(made: WeakMap<WisproClient[], T>, clients: WisproClient[], make: () => T): T {
  const before = made.get(clients);
  if (before) return before;
  const value = make();
  made.set(clients, value);
  return value;
}

/** Of every field that a run reads, and of how it reads them. */
function digestOf(c: WisproClient, country: string): string {
  const said = [READING, country, c.publicId, c.name, c.email, c.phone, c.phoneMobile, c.address, c.city, c.zoneName, c.nationalIdentificationNumber, c.details];
  return hash("sha1", JSON.stringify(said), "base64");
}
