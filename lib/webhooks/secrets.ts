import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { settings } from "@/lib/config/env";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A new signing secret, as Standard Webhooks writes one: `whsec_` and 32 bytes in base64. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** A secret as the database keeps it: AES-256-GCM with a key made from AUTH_SECRET. */
export function sealSecret(secret: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key(), nonce);
  return Buffer.concat([nonce, cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

/** @throws where AUTH_SECRET is not the one it was sealed under. */
export function openSecret(sealed: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key(), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString("utf8");
}

function key(): Buffer {
  return Buffer.from(hkdfSync("sha256", settings().AUTH_SECRET, "", "tanda webhook secrets", 32));
}
