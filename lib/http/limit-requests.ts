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
