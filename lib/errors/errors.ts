/** What a caller can get wrong, or has to wait for: code → HTTP status. The codes are part of the API and never change. */
export const ERROR_STATUS = {
  invalid_json: 400,
  unauthorized: 401,
  invalid_credentials: 401,
  forbidden: 403,
  forbidden_origin: 403,
  invalid_signature: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  invalid_transition: 409,
  idempotency_conflict: 409,
  already_undone: 409,
  estado_in_use: 409,
  estado_exists: 409,
  external_id_exists: 409,
  sync_in_progress: 409,
  conflict_settled: 409,
  nothing_to_retry: 409,
  nothing_to_undo: 409,
  contact_exists: 409,
  last_admin: 409,
  login_email_exists: 409,
  twilio_refused: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  invalid_request: 422,
  invalid_estado: 422,
  too_many_leads: 422,
  empty_audience: 422,
  rate_limit_exceeded: 429,
  sign_in_locked: 429,
  internal_error: 500,
  unavailable: 503,
  twilio_not_configured: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One thing wrong with the input: where, and what was expected. */
export interface ErrorDetail {
  path: string;
  message: string;
}

export interface ErrorOptions {
  /** Values for the placeholders of the message `errors.<code>` (or `errors.<messageKey>`). */
  params?: Record<string, string | number>;
  /** Another message of the catalogue than the one named after the code. */
  messageKey?: string;
  details?: ErrorDetail[];
  /** Seconds after which trying again can help. */
  retryAfter?: number;
  /** More fields of the answer, by the API's names. */
  extra?: Record<string, unknown>;
  cause?: unknown;
}

const MARK = Symbol.for("tanda.AppError");

/** An error that the caller is told of; every other error is answered `internal_error` and only logged. */
export class AppError extends Error {
  readonly [MARK] = true;
  readonly code: ErrorCode;
  readonly options: ErrorOptions;

  constructor(code: ErrorCode, options: ErrorOptions = {}) {
    super(code, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.options = options;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }

  /** Next.js bundles each route apart: what one bundle throws another knows by this mark, though its class is another. */
  static override [Symbol.hasInstance](value: unknown): value is AppError {
    return typeof value === "object" && value !== null && (value as Partial<Record<typeof MARK, true>>)[MARK] === true;
  }
}
