import type { formats } from "./formats";
import type { Locale } from "./locales";
import type { messages } from "./messages-es";

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof messages;
    Formats: typeof formats;
  }
}
