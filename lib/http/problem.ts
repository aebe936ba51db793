import type { Locale } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";
import { errorMessage } from "@/lib/errors/message";
import type { Log } from "@/lib/log/log";

const UNAVAILABLE_RETRY_SECONDS = 5;

/** Error codes of the driver and of PostgreSQL that mean: the database is away, overloaded or took too long. */
const DATABASE_AWAY = new Set([
  "ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT", "ETIMEDOUT", "CONNECT_TIMEOUT", "CONNECTION_CLOSED", "CONNECTION_ENDED",
  "CONNECTION_DESTROYED", "53300", "55P03", "57014", "57P01", "57P02", "57P03", "08006", "08001",
]);

/** Turns whatever was thrown into what the caller may know of it. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === "string" && DATABASE_AWAY.has(code)) {
    return new AppError("unavailable", { retryAfter: UNAVAILABLE_RETRY_SECONDS, cause: error });
  }
  return new AppError("internal_error", { cause: error });
}

/** The API's error answer. What went wrong inside is logged, never sent. */
export function problem(error: unknown, context: { requestId: string; locale: Locale; log: Log }): Response {
  const app = asAppError(error);
  // Who is refused because too many ask is counted, not logged: thousands of lines would be one load more.
  if (app.status >= 500 && app.options.messageKey !== "busy") context.log.error({ err: app.options.cause ?? app, request_id: context.requestId }, "request failed");
  const { details, retryAfter, extra } = app.options;
  const body = {
    success: false,
    error: app.code,
    message: errorMessage(app, context.locale),
    request_id: context.requestId,
    ...(details && { details }),
    ...(retryAfter !== undefined && { retry_after: retryAfter }),
    ...extra,
  };
  const headers = new Headers();
  if (retryAfter !== undefined) headers.set("Retry-After", String(Math.max(1, Math.ceil(retryAfter))));
  if (app.code === "method_not_allowed") headers.set("Allow", String(app.options.params?.allowed ?? ""));
  return Response.json(body, { status: app.status, headers });
}
