import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { normalizeIdentity } from "./identity";
import { settings } from "@/lib/config/env";

let key: Buffer | undefined;

function credentialKey(): Buffer {
  key ??= Buffer.from(hkdfSync("sha256", settings().AUTH_SECRET, "", "tanda initial credential", 32));
  return key;
}

/**
 * What is kept of a first password, which is the identity number itself: a keyed digest of its digits. A slow hash would protect nothing,
 * since the number stands in the same row; the key keeps the digest useless to whoever has only the table.
 */
export function initialCredential(digits: string): string {
  return createHmac("sha256", credentialKey()).update(digits).digest("base64url");
}

/** Is this text, typed in whatever way, the identity number behind the digest? */
export function matchesInitialCredential(typed: string, digest: string): boolean {
  const identity = normalizeIdentity(typed, null);
  if (!identity) return false;
  const given = Buffer.from(initialCredential(identity.digits));
  const kept = Buffer.from(digest);
  return given.length === kept.length && timingSafeEqual(given, kept);
}
