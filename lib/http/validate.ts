import { z } from "zod";
import en from "zod/v4/locales/en.js";
import es from "zod/v4/locales/es.js";
import type { RuleText } from "./rules";
import type { Locale } from "@/lib/context/context";
import { AppError, type ErrorDetail } from "@/lib/errors/errors";

const ERROR_MAPS = { es: inWords("es", es().localeError), en: inWords("en", en().localeError) };
const MAX_DETAILS = 50;

function inWords(locale: Locale, localeError: z.core.$ZodErrorMap): z.core.$ZodErrorMap {
  return (issue) => (issue.code === "custom" ? (issue.params as RuleText | undefined)?.says?.[locale] : undefined) ?? localeError(issue);
}

/**
 * Parses input with a schema, its messages in the caller's language.
 * @throws AppError `invalid_request` with one detail for each problem, naming its path.
 */
export function validate<S extends z.ZodType>(schema: S, value: unknown, locale: Locale, prefix = ""): z.output<S> {
  const parsed = inspect(schema, value, locale, prefix);
  if (parsed.details) throw invalidRequest(parsed.details);
  return parsed.data;
}

/** The same for one of many, which does not throw: the value as the schema makes it, or what is wrong with it. */
export function inspect<S extends z.ZodType>(schema: S, value: unknown, locale: Locale, prefix = ""): { data: z.output<S>; details?: undefined } | { details: ErrorDetail[] } {
  const parsed = schema.safeParse(value, { error: ERROR_MAPS[locale], reportInput: false });
  if (parsed.success) return { data: parsed.data };
  const details = parsed.error.issues.slice(0, MAX_DETAILS).map((issue) => ({
    path: [prefix, ...issue.path.map(String)].filter(Boolean).join("."),
    message: issue.message,
  }));
  return { details };
}

/** `invalid_request` for problems found outside a schema. */
export function invalidRequest(details: ErrorDetail[]): AppError {
  const first = details[0];
  return new AppError("invalid_request", { details, params: { first: first ? [first.path, first.message].filter(Boolean).join(": ") : "" } });
}

/** PostgreSQL keeps no U+0000. @throws AppError `invalid_request` when a JSON text writes one. */
export function refuseNul(json: string): void {
  if (json.includes("\\u0000")) throw invalidRequest([{ path: "body", message: "U+0000" }]);
}
