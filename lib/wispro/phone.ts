import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";

/**
 * A telephone number as E.164 (`+584141234567`), or null where the whole text isn't one valid number: blank, too short, two
 * numbers in one field, a note with a number in it. An extension is dropped, E.164 has none.
 *
 * `defaultCountry` (ISO 3166-1 alpha-2) is the country of numbers written without an international prefix.
 */
export function toE164(text: string | null | undefined, defaultCountry: CountryCode): string | null {
  if (!text) return null;
  const phone = parsePhoneNumberFromString(text, { defaultCountry, extract: false });
  return phone?.isValid() ? phone.number : null;
}
