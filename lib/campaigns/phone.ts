import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { settings } from "@/lib/config/env";

/** A number as E.164, national ones by DEFAULT_COUNTRY; null where the text is not one valid number. */
export function toE164(text: string): string | null {
  const phone = parsePhoneNumberFromString(text, { defaultCountry: settings().DEFAULT_COUNTRY as CountryCode, extract: false });
  return phone?.isValid() ? phone.number : null;
}
