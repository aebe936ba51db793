import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";

import { formats } from "./formats";
import { isLocale, localeCookie, resolveLocale } from "./locales";
import { appTimeZone } from "./time-zone";

/** Language, zone and messages of a request. The path never carries the language. */
export default getRequestConfig(async ({ locale: asked }) => {
  const locale = isLocale(asked)
    ? asked
    : resolveLocale((await cookies()).get(localeCookie)?.value, (await headers()).get("accept-language"));
  const { messages } = locale === "en" ? await import("./messages-en") : await import("./messages-es");
  return { locale, messages, formats, timeZone: appTimeZone() };
});
