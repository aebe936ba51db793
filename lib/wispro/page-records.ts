import { hash } from "node:crypto";
import type { CountryCode } from "libphonenumber-js/min";
import type { ReadyPage } from "./api-client";
import { readId, readRecord, type WireClient } from "./api-schemas";
import { type PageRecord, readClient, readMalformed } from "./read-client";
import { settings } from "@/lib/config/env";

/** Raise it when a client is read into other values than before: what is known of each is then looked at anew, once. */
const READING = 2;

/** A record of a page before anything but its id is read. */
export interface Entry {
  /** Wispro's id. A record without a readable one is known by its place, so that it counts once too. */
  idWispro: string;
  /** Of what Wispro says of the client, in the fields that a run reads, and of how it reads them. Null where there is no client to remember. */
  digest: string | null;
  /** Reads the record, once. */
  read(): PageRecord;
}

/** A page as it came. */
type Page = Pick<ReadyPage, "records" | "pagination" | "digest">;

/** Of a page's records as they came, and of how they are read. */
export function pageDigest({ digest }: Pick<Page, "digest">): string {
  return `${READING}${settings().WISPRO_COUNTRY}${digest}`;
}

/** The records of some pages; one that comes twice stands once, as it came first. */
export function entriesIn(pages: Page[]): Entry[] {
  const first = new Map<string, Entry>();
  for (const entry of pages.flatMap(entriesOf)) if (!first.has(entry.idWispro)) first.set(entry.idWispro, entry);
  return [...first.values()];
}

const made = new WeakMap<Page["records"], Entry[]>();

/** The records of one page. Made once, and ready when the page's turn comes if they were asked for before. */
export function entriesOf({ records, pagination }: Page): Entry[] {
  const before = made.get(records);
  if (before) return before;
  const country = settings().WISPRO_COUNTRY as CountryCode;
  const entries = records().map((record, index) => entryOf(record, country, `page ${pagination.currentPage}, record ${index + 1}`));
  made.set(records, entries);
  return entries;
}

function entryOf(record: WireClient, country: CountryCode, place: string): Entry {
  const id = readId(record);
  const digest = id === null ? null : hash("sha1", `${READING}${country}${JSON.stringify(record)}`, "base64");
  let read: PageRecord | undefined;
  return { idWispro: id ?? place, digest, read: () => (read ??= readOf(record, { digest, place, country })) };
}

function readOf(record: WireClient, { digest, place, country }: { digest: string | null; place: string; country: CountryCode }): PageRecord {
  const outcome = readRecord(record);
  return "client" in outcome ? { ...readClient(outcome.client, country), digest } : readMalformed(outcome.malformed, place);
}
