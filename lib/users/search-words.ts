/** Of the countries whose customers the console has: people leave them out when they read a number aloud. */
const COUNTRY_CODES = ["58", "57", "505"];
const ACCENTS: Record<string, string> = { á: "a", é: "e", í: "i", ó: "o", ú: "u", ñ: "n", ü: "u" };
const NUMBER = /^[+\d\s().-]*\d[\d\s().-]*$/;

/** What somebody typed, as the index of words is asked for it: each is a set of beginnings, one of which a user must have. */
export interface SearchWord {
  beginnings: string[];
}

/**
 * What somebody typed, in words as the SQL function `user_words` makes them of a user; every word has to begin one of the user's.
 * @example wordsOf("José Gonz") // [{ beginnings: ["jose"] }, { beginnings: ["gonz"] }]
 * @example wordsOf("0414-555") // [{ beginnings: ["0414555", "414555", "58414555", "57414555", "505414555"] }]
 */
export function wordsOf(search: string): SearchWord[] {
  if (NUMBER.test(search)) return [numberOf(search.replace(/\D/g, ""))];
  const words = search
    .toLowerCase()
    .replace(/[áéíóúñü]/g, (letter) => ACCENTS[letter]!)
    .split(/[\s.@\-_+]+/)
    .filter(Boolean);
  return [...new Set(words)].map((word) => (/^\d+$/.test(word) ? numberOf(word) : { beginnings: [word] }));
}

/** A client's number, a telephone with or without its country, or a telephone's last seven digits. */
function numberOf(digits: string): SearchWord {
  const national = digits.replace(/^0+(?=\d)/, "");
  return { beginnings: [...new Set([digits, national, ...COUNTRY_CODES.map((code) => code + national)])] };
}

/** The words as a tsquery; null where there are none. */
export function tsqueryOf(words: SearchWord[]): string | null {
  const text = words.map(({ beginnings }) => `(${beginnings.map((word) => `'${word.replace(/['\\]/g, "$&$&")}':*`).join(" | ")})`).join(" & ");
  return text || null;
}

/** The digits after a country's code, if they begin with one. */
export function withoutCountry(digits: string): string {
  const code = COUNTRY_CODES.find((one) => digits.startsWith(one));
  return code ? digits.slice(code.length) : digits;
}
