import { createHmac, timingSafeEqual } from "node:crypto";
import type { Actor } from "./actor";
import { settings } from "@/lib/config/env";

/** The WhatsApp gateway at the web, when it comes with the shared token. Its batches are few; its limit only stops a runaway. */
export const GATEWAY: Actor = { kind: "key", id: 0, name: "gateway", role: "gateway", clienteId: null, limits: { requests_per_minute: 6_000 } };

let token: string | undefined;

/** What gateway and web know each other by: GATEWAY_TOKEN, or derived from AUTH_SECRET, so that machines with one secret need nothing more. */
export function gatewayToken(): string {
  const { GATEWAY_TOKEN, AUTH_SECRET } = settings();
  token ??= GATEWAY_TOKEN ?? `gateway_${createHmac("sha256", AUTH_SECRET).update("tanda gateway token").digest("base64url")}`;
  return token;
}

/** Is this the shared token? In constant time for all that are as long: its length is no secret. Asked at every request with a key. */
export function isGatewayToken(given: string): boolean {
  const expected = Buffer.from(gatewayToken());
  const offered = Buffer.from(given);
  return offered.length === expected.length && timingSafeEqual(offered, expected);
}
