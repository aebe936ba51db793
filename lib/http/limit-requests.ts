import { type Actor, ownerKey } from "@/lib/auth/actor";
import { settings } from "@/lib/config/env";
import { AppError } from "@/lib/errors/errors";
import { countRequest } from "@/lib/rate-limit/limiter";

/**
 * Counts a request and says how it stands in the `RateLimit` and `RateLimit-Policy` fields (draft-ietf-httpapi-ratelimit-headers).
 * @throws AppError `rate_limit_exceeded`
 */
export async function limitRequests(actor: Actor, headers: Headers): Promise<void> {
  const max = actor.limits.requests_per_minute ?? settings().API_REQUESTS_PER_MINUTE;
  const decision = await countRequest(ownerKey(actor), max);
  headers.set("RateLimit-Policy", `"requests";q=${max};w=60`);
  headers.set("RateLimit", `"requests";r=${decision.remaining};t=${decision.resetSeconds}`);
  if (decision.allowed) return;
  throw new AppError("rate_limit_exceeded", {
    messageKey: "limit_requests_per_minute",
    params: { max },
    retryAfter: decision.resetSeconds,
    extra: { limit: { name: "requests_per_minute", max, used: max } },
  });
}

const SIGN_INS_PER_MINUTE = { address: 20, everybody: 600 };

/**
 * Counts attempts to sign in by address, and all together: whoever tries one number after another is slowed down, even with made-up addresses.
 * @throws AppError `rate_limit_exceeded`
 */
export async function limitSignIns(request: Request): Promise<void> {
  // The last address is the one that our own server, or the proxy before it, wrote.
  const address = request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "unknown";
  const decisions = await Promise.all([
    countRequest(`sign-in ${address}`, SIGN_INS_PER_MINUTE.address),
    countRequest("sign-in", SIGN_INS_PER_MINUTE.everybody),
  ]);
  const refused = decisions.find(({ allowed }) => !allowed);
  if (!refused) return;
  throw new AppError("rate_limit_exceeded", { messageKey: "limit_requests_per_minute", params: { max: SIGN_INS_PER_MINUTE.address }, retryAfter: refused.resetSeconds });
}
