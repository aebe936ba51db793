import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { settings } from "@/lib/config/env";

const VALID_MS = 15 * 60 * 1000;

/** Proof that its bearer knew a user's first password a moment ago. Good for choosing a password, once: it ends with that first password. */
export function sealTicket(userId: number, initialCredential: string, now: number): string {
  const payload = `${userId}.${now + VALID_MS}`;
  return `${payload}.${seal(payload, initialCredential)}`;
}

/** Whose ticket it says it is; null for one that has expired or is none. Who asks must then compare it with the user's first password. */
export function readTicket(ticket: string, now: number): { userId: number; fits: (initialCredential: string) => boolean } | null {
  const match = /^(\d{1,15})\.(\d{1,15})\.([\w-]+)$/.exec(ticket);
  if (!match || Number(match[2]) < now) return null;
  const given = Buffer.from(match[3]!);
  return {
    userId: Number(match[1]),
    fits: (initialCredential) => {
      const right = Buffer.from(seal(`${match[1]}.${match[2]}`, initialCredential));
      return given.length === right.length && timingSafeEqual(given, right);
    },
  };
}

function seal(payload: string, initialCredential: string): string {
  const key = Buffer.from(hkdfSync("sha256", settings().AUTH_SECRET, "", "tanda first password ticket", 32));
  return createHmac("sha256", key).update(`${payload}\n${initialCredential}`).digest("base64url");
}
