import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Which row a sealed value belongs to: opened under any other it fails. */
export interface SealedPlace {
  sessionId: string;
  kind: string;
  keyId: string;
}

export interface Seal {
  close(place: SealedPlace, plain: string): Buffer;
  /** @throws AuthUnreadable when it was sealed under another AUTH_SECRET, for another row, or was changed. */
  open(place: SealedPlace, sealed: Uint8Array): string;
}

/** What a session remembers cannot be read. */
export class AuthUnreadable extends Error {}

/** AES-256-GCM under a key derived from AUTH_SECRET (HKDF-SHA256, RFC 5869): version, nonce, tag and ciphertext in a row. */
export function createSeal(secret: string): Seal {
  const key = Buffer.from(hkdfSync("sha256", secret, "tanda", "whatsapp session state 1", 32));
  return {
    close(place, plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(boundTo(place));
      const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), text]);
    },
    open(place, sealed) {
      try {
        if (sealed[0] !== VERSION) throw new Error("unknown version");
        const textAt = 1 + NONCE_BYTES + TAG_BYTES;
        const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, 1 + NONCE_BYTES)).setAAD(boundTo(place));
        decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, textAt));
        return decipher.update(sealed.subarray(textAt)).toString("utf8") + decipher.final("utf8");
      } catch {
        throw new AuthUnreadable(`the state of session ${place.sessionId} cannot be read: was AUTH_SECRET changed? Log the session out and pair it anew`);
      }
    },
  };
}

function boundTo({ sessionId, kind, keyId }: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify([sessionId, kind, keyId]));
}
