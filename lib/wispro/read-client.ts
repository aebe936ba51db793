import type { CountryCode } from "libphonenumber-js/min";
import type { MalformedClient, WisproClient } from "./api-schemas";
import { identityKeys, normalizeIdentity } from "./identity";
import { initialCredential } from "./initial-credential";
import { toE164 } from "./phone";
import { maskIdentity } from "@/lib/users/view";

/** Why a record is not taken: it has no identity number, one that names nobody, or was no readable record at all. */
export type RecordProblem = "missing_identity" | "invalid_identity" | "malformed" | "rejected";

/** A record of a page as the statement that writes it takes it. */
export interface PageRecord {
  id_wispro: string;
  /** Under which identity numbers the user may be found, in this order; a new user gets the first. */
  key1: string | null;
  key2: string | null;
  problem: RecordProblem | null;
  /** The problem in words, without values. */
  why: string | null;
  wispro_number: string | null;
  name: string | null;
  email: string | null;
  phone: string | null;
  phone_raw: string | null;
  phone_mobile: string | null;
  phone_mobile_raw: string | null;
  address: string | null;
  city: string | null;
  zone: string | null;
  credential: string | null;
  /** Of what Wispro says, kept on the user's row: while it stays, nothing has changed. */
  digest: string | null;
  /** The identity number as reports show it. */
  masked: string | null;
}

/** A client, its identity number in normal form and its phones in E.164. */
export function readClient(client: WisproClient, country: CountryCode): PageRecord {
  const identity = normalizeIdentity(client.nationalIdentificationNumber, client.details);
  const [key1 = null, key2 = null] = identity ? identityKeys(identity) : [];
  const problem = client.nationalIdentificationNumber === null ? "missing_identity" : "invalid_identity";
  return {
    ...blankRecord(client.id, identity ? null : problem),
    key1,
    key2,
    wispro_number: client.publicId,
    name: client.name?.normalize("NFC") ?? null,
    email: client.email,
    ...phoneFields("phone", client.phone, country),
    ...phoneFields("phone_mobile", client.phoneMobile, country),
    address: client.address,
    city: client.city,
    zone: client.zoneName,
    credential: identity && initialCredential(identity.digits),
    masked: maskIdentity(key1),
  };
}

/** A record that could not be read. One without a readable id is known by its place. */
export function readMalformed({ id, reason }: MalformedClient, place: string): PageRecord {
  return { ...blankRecord(id ?? place, "malformed"), why: reason };
}

function blankRecord(idWispro: string, problem: RecordProblem | null): PageRecord {
  return {
    id_wispro: idWispro, key1: null, key2: null, problem, why: null, wispro_number: null, name: null, email: null, phone: null, phone_raw: null,
    phone_mobile: null, phone_mobile_raw: null, address: null, city: null, zone: null, credential: null, digest: null, masked: null,
  };
}

function phoneFields<F extends "phone" | "phone_mobile">(field: F, text: string | null, country: CountryCode) {
  const number = toE164(text, country);
  return { [field]: number, [`${field}_raw`]: number === null ? text : null } as Record<F | `${F}_raw`, string | null>;
}
