import { createTranslator } from "use-intl/core";
import en from "@/messages/en/errors.json";
import es from "@/messages/es/errors.json";
import type { AppError } from "./errors";

const translators = {
  es: createTranslator({ locale: "es", messages: es }),
  en: createTranslator({ locale: "en", messages: en }),
};

/** An error in the reader's language. */
export function errorMessage(error: AppError, locale: "es" | "en"): string {
  const key = (error.options.messageKey ?? error.code) as keyof typeof es;
  return translators[locale](key, error.options.params);
}
