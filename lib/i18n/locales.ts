export const locales = ["es", "en"] as const;
export type Locale = (typeof locales)[number];

export const defaultLocale: Locale = "es";
export const localeCookie = "locale";

/** Whether a string is one of the languages the product speaks. */
export function isLocale(value: string | undefined): value is Locale {
  return locales.some((locale) => locale === value);
}

/**
 * The language of a request: the cookie's when it names one of ours; else English
 * when the browser's first language is English; else Spanish.
 */
export function resolveLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(cookie)) return cookie;
  const first = acceptLanguage?.split(",")[0]?.split(";")[0]?.trim().toLowerCase();
  return first === "en" || first?.startsWith("en-") ? "en" : defaultLocale;
}
