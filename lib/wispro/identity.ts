/** The kinds of Venezuelan identity number: Venezuelan, foreigner, company, government, passport. */
export type IdentityLetter = "V" | "E" | "J" | "G" | "P";

/** An identity number in normal form. `letter` is null where neither the number nor the details tell it. */
export type Identity = { letter: IdentityLetter | null; digits: string };

/** Longer runs of digits are two numbers in one field, or noise. The longest real one, a Venezuelan RIF, has 9. */
const MAX_DIGITS = 15;

const IGNORED = /[.\s\p{Dash_Punctuation}]/gu;
const LETTER_AND_DIGITS = /^([VEJGP])?(\d+)$/;

const DOCUMENT_LABEL = "(?:cedula(?: de identidad)?|c ?i|rif|pasaporte|documento|doc|tipo(?: de documento)?|nacionalidad|letra)";
const LETTER_STATEMENT = new RegExp(`^(?:${DOCUMENT_LABEL} )?([vejgp])( ?\\d[\\d ]*)?$`);

/**
 * The normal form of an identity number: its letter (V, E, J, G, P) and its digits.
 *
 * Dots, spaces, dashes and case are ignored. The letter is taken from the front of the number, else from `details`
 * (see {@link letterFromDetails}), else it is unknown. Null means the number identifies nobody: blank, missing, only a
 * letter, only zeros, more than 15 digits, or anything else in it (another letter, a letter at the end as Nicaraguan
 * numbers carry it, two numbers with a slash between).
 *
 * Leading zeros are padding and dropped: cards are serial numbers, and RIF and bank files pad them to a width. A passport
 * (P) keeps them, because other countries' passports are codes of a fixed width, where 0123 and 123 are two people.
 */
export function normalizeIdentity(number: string | null | undefined, details: string | null | undefined): Identity | null {
  const compact = (number ?? "").normalize("NFKC").replace(IGNORED, "").toUpperCase();
  const match = LETTER_AND_DIGITS.exec(compact);
  if (match === null) return null;
  const writtenDigits = match[2] ?? "";
  const letter = asLetter(match[1]) ?? letterFromDetails(details, writtenDigits);
  const significant = withoutPadding(writtenDigits);
  if (significant === "" || writtenDigits.length > MAX_DIGITS) return null;
  return { letter, digits: letter === "P" ? writtenDigits : significant };
}

/**
 * The keys (letter + digits, as `V12345678`) under which a person with this identity may be found, in the order to try.
 * A known letter has one key. An unknown one is V, then E: never J, G or P, which name companies, offices and passports.
 */
export function identityKeys(identity: Identity): string[] {
  const letters = identity.letter === null ? (["V", "E"] as const) : [identity.letter];
  return letters.map((letter) => `${letter}${identity.digits}`);
}

/**
 * The letter that free text states, or null. Details are notes of every kind, so a letter counts only where a whole
 * statement (a line, or a part between semicolons or bars) is nothing but the letter, possibly after a word for the document
 * (`E`, `e-`, `(V)`, `Cédula: E`, `RIF J`) and possibly followed by the same number again (`V-12.345.678`). A letter inside a
 * sentence (`vive en Esquina E`, `plan V`) never counts, and statements that disagree leave it unknown.
 */
function letterFromDetails(details: string | null | undefined, digits: string): IdentityLetter | null {
  const letters = new Set((details ?? "").split(/[\r\n;|]/).map((statement) => letterStated(statement, digits)));
  letters.delete(null);
  const [letter, ...others] = letters;
  return letter === undefined || others.length > 0 ? null : letter;
}

function letterStated(statement: string, digits: string): IdentityLetter | null {
  const words = withoutAccents(statement).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const match = LETTER_STATEMENT.exec(words);
  if (match === null) return null;
  const restated = match[2]?.replaceAll(" ", "");
  if (restated !== undefined && withoutPadding(restated) !== withoutPadding(digits)) return null;
  return asLetter(match[1]?.toUpperCase());
}

function withoutAccents(text: string): string {
  return text.normalize("NFKD").replace(/\p{Mark}/gu, "");
}

function withoutPadding(digits: string): string {
  return digits.replace(/^0+/, "");
}

function asLetter(text: string | undefined): IdentityLetter | null {
  switch (text) {
    case "V":
    case "E":
    case "J":
    case "G":
    case "P":
      return text;
    default:
      return null;
  }
}
