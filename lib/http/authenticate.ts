import { apiKeyActor } from "@/lib/auth/api-keys";
import type { Actor } from "@/lib/auth/actor";
import { GATEWAY, isGatewayToken } from "@/lib/auth/gateway-token";
import { sessionActor } from "@/lib/auth/session";
import { settings } from "@/lib/config/env";
import { database } from "@/lib/db/sql";
import { AppError } from "@/lib/errors/errors";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const NOBODY: Actor = { kind: "system", id: null, name: "public", role: "subscriber", clienteId: null, limits: {} };

/**
 * Who asks: the key (or the gateway's token) in `Authorization: Bearer`, else the session's cookie. A cookie is sent by the browser whoever made the page, so
 * requests that change something must come from our own pages.
 * @throws AppError `unauthorized`, `forbidden_origin`
 */
export async function authenticate(request: Request, isPublic: boolean): Promise<Actor> {
  if (isPublic) return NOBODY;
  const authorization = request.headers.get("authorization");
  if (authorization !== null) {
    const key = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    const actor = key ? await bearer(key) : null;
    if (!actor) throw new AppError("unauthorized");
    return actor;
  }
  if (!request.headers.has("cookie")) throw new AppError("unauthorized");
  const actor = await sessionActor(request.headers);
  if (!actor) throw new AppError("unauthorized");
  if (!SAFE_METHODS.has(request.method) && !isOwnOrigin(request)) throw new AppError("forbidden_origin");
  return actor;
}

async function bearer(key: string): Promise<Actor | null> {
  return isGatewayToken(key) ? GATEWAY : apiKeyActor(database(), key);
}

function isOwnOrigin(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (!origin || !URL.canParse(origin)) return request.headers.get("sec-fetch-site") === "same-origin";
  const { APP_URL } = settings();
  return new URL(origin).host === request.headers.get("host") || (APP_URL !== undefined && new URL(APP_URL).origin === origin);
}
