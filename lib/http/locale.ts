import type { Locale } from "@/lib/context/context";

/** English where the reader chose it: by the console's cookie, else by Accept-Language. Spanish otherwise. */
export function localeOf(request: Request): Locale {
  const chosen = /(?:^|;\s*)locale=(es|en)\b/.exec(request.headers.get("cookie") ?? "")?.[1];
  if (chosen) return chosen as Locale;
  return /^\s*en\b/i.test(request.headers.get("accept-language") ?? "") ? "en" : "es";
}
