/** A client as `GET /clients` sends it. Older dumps lack `zone_name`; a missing identity number has no key at all. */
export type WireClient = {
  id: string;
  public_id: number | string;
  custom_id: string;
  name: string;
  email: string;
  address: string;
  city: string;
  state: string;
  details: string;
  phone: string;
  phone_mobile: string;
  phone_mobile_verified: boolean;
  national_identification_number?: string | null;
  zone_name?: string;
  neighborhood_id: string | null;
  seller_id: string | null;
  collector_id: string | null;
  created_at: string;
  updated_at: string;
  link_mobile_login: string;
};

/** Whom a number means, written down by the generator before it is disguised. Null: nobody. */
export type TrueIdentity = { letter: "V" | "E" | "J" | "G" | "P" | null; digits: string } | null;

export type Person = { client: WireClient; identity: TrueIdentity };

export type PeopleOptions = { seed: number; withZoneName: boolean };

const COUNTRIES = {
  venezuela: {
    firstNames: ["José Gregorio", "María Alejandra", "Yulimar", "Wilfredo", "Ángel Ramón", "Yusmeidy", "Begoña", "Jesús Ñáñez", "Luisana", "Óscar"],
    lastNames: ["Pérez Núñez", "Rondón", "Briceño", "Ibáñez D'Amico", "Urdaneta", "Colmenárez", "Peña Güerere", "Jusayú Epieyú", "Müller", "Chacín"],
    places: [["Maracaibo", "Zulia"], ["Mérida", "Mérida"], ["Puerto Ordaz", "Bolívar"], ["Cumaná", "Sucre"]],
    mobile: (digits: string) => `+58414${digits}`,
    landline: (digits: string) => `0261-${digits}`,
  },
  colombia: {
    firstNames: ["Juan Sebastián", "Luz Marina", "Andrés Felipe", "Ximena", "Yeison", "Begoña", "Íngrid", "Nicolás"],
    lastNames: ["Gómez Zuluaga", "Muñoz", "Ordóñez", "Castañeda", "Quiñones Mosquera", "Jaramillo", "Chocué", "Páez"],
    places: [["Cúcuta", "Norte de Santander"], ["Medellín", "Antioquia"], ["Riohacha", "La Guajira"]],
    mobile: (digits: string) => `+57300${digits}`,
    landline: (digits: string) => `+57 607 ${digits}`,
  },
  nicaragua: {
    firstNames: ["Noel Antonio", "Xiomara", "Rigoberto", "Scarleth", "Ñurinda", "Bismarck", "Fátima"],
    lastNames: ["Argüello", "Zeledón", "Ordeñana", "Cuadra Pasos", "Downs Müller", "Téllez", "Baltodano"],
    places: [["León", "León"], ["Estelí", "Estelí"], ["Bluefields", "RACCS"]],
    mobile: (digits: string) => `+5058${digits}`,
    landline: (digits: string) => `+505 2${digits}`,
  },
} as const;

const COUNTRY_OF_EVERY_TEN = [...Array<"venezuela">(7).fill("venezuela"), ...Array<"colombia">(2).fill("colombia"), "nicaragua"] as const;
const ZONES = ["Centro", "La Limpia", "Sector 5 – Ñaragato", "Zona Norte", "El Vigía"] as const;

type Written = { number?: string | null; details?: string; identity: TrueIdentity };

/** The ways operators write an identity number, taken in turn, so that any 24 clients in a row show all of them. */
const WAYS_OF_WRITING: readonly ((serial: number) => Written)[] = [
  (n) => ({ number: `V-${dotted(n)}`, identity: { letter: "V", digits: `${n}` } }),
  (n) => ({ number: `v${n}`, identity: { letter: "V", digits: `${n}` } }),
  (n) => ({ number: `V ${spaced(n)}`, identity: { letter: "V", digits: `${n}` } }),
  (n) => ({ number: `V-0${n}`, identity: { letter: "V", digits: `${n}` } }),
  (n) => ({ number: dotted(n), details: "V", identity: { letter: "V", digits: `${n}` } }),
  (n) => ({ number: `${n}`, details: "v-", identity: { letter: "V", digits: `${n}` } }),
  (n) => ({ number: `${n}`, details: `V-${dotted(n)}`, identity: { letter: "V", digits: `${n}` } }),
  (n) => ({ number: `${n}`, identity: { letter: null, digits: `${n}` } }),
  (n) => ({ number: dotted(n), identity: { letter: null, digits: `${n}` } }),
  (n) => ({ number: ` ${spaced(n)} `, details: "vive en Esquina de Pajaritos, plan V", identity: { letter: null, digits: `${n}` } }),
  (n) => ({ number: `${n}`, details: "Vecino del señor E. Gil", identity: { letter: null, digits: `${n}` } }),
  (n) => ({ number: `E-${dotted(foreign(n))}`, identity: { letter: "E", digits: `${foreign(n)}` } }),
  (n) => ({ number: `e${foreign(n)}`, identity: { letter: "E", digits: `${foreign(n)}` } }),
  (n) => ({ number: dotted(foreign(n)), details: "Cédula E", identity: { letter: "E", digits: `${foreign(n)}` } }),
  (n) => ({ number: `${foreign(n)}`, details: "e-", identity: { letter: "E", digits: `${foreign(n)}` } }),
  (n) => ({ number: `J-${n}-${n % 10}`, identity: { letter: "J", digits: `${n}${n % 10}` } }),
  (n) => ({ number: `${n}${n % 10}`, details: "RIF: J\nPlan empresa", identity: { letter: "J", digits: `${n}${n % 10}` } }),
  (n) => ({ number: `G-${n}-${n % 10}`, identity: { letter: "G", digits: `${n}${n % 10}` } }),
  (n) => ({ number: `p 0${n}`, identity: { letter: "P", digits: `0${n}` } }),
  (n) => ({ number: `${n}`, details: "P", identity: { letter: "P", digits: `${n}` } }),
  () => ({ number: "", details: "V", identity: null }),
  () => ({ number: "   ", identity: null }),
  () => ({ number: null, identity: null }),
  () => ({ identity: null }),
];

/**
 * The client at `index` (from 0) of an endless row of people, and whom the number means. The same index and seed give the same
 * client always, and nothing is kept, so a row of any length costs no memory. Numbers are unique up to 20,000,000 clients.
 */
export function personAt(index: number, { seed, withZoneName }: PeopleOptions): Person {
  const random = randomOf(seed, index);
  const country = COUNTRIES[pick(COUNTRY_OF_EVERY_TEN, random)];
  const firstName = pick(country.firstNames, random);
  const lastName = pick(country.lastNames, random);
  const [city, state] = pick<readonly [string, string]>(country.places, random);
  const written = WAYS_OF_WRITING[index % WAYS_OF_WRITING.length]!(serialOf(index));
  const createdAt = 1_500_000_000_000 + Math.floor(random() * 200_000_000_000);
  const client: WireClient = {
    id: uuid(random),
    public_id: index % 5 === 0 ? `${index + 1}` : index + 1,
    custom_id: index % 4 === 0 ? `CLI-${index + 1}` : "",
    name: disguised(`${firstName} ${lastName}`, index),
    email: emailOf(index, firstName, lastName),
    address: `Av. ${1 + Math.floor(random() * 90)}, casa Nº ${1 + Math.floor(random() * 200)}`,
    city,
    state,
    details: written.details ?? "",
    phone: index % 3 === 0 ? country.landline(digits(7, random)) : "",
    phone_mobile: index % 13 === 12 ? "" : country.mobile(digits(7, random)),
    phone_mobile_verified: random() < 0.4,
    ...("number" in written ? { national_identification_number: written.number } : {}),
    ...(withZoneName ? { zone_name: pick(ZONES, random) } : {}),
    neighborhood_id: random() < 0.5 ? uuid(random) : null,
    seller_id: random() < 0.2 ? uuid(random) : null,
    collector_id: null,
    created_at: caracasTime(createdAt),
    updated_at: caracasTime(createdAt + Math.floor(random() * 50_000_000_000)),
    link_mobile_login: `https://www.cloud.wispro.co/mobile_login/secret-${uuid(random)}`,
  };
  return { client, identity: written.identity };
}

/** Multiplying by a number without a common divisor with the range visits each value of it once, in no visible order. */
function serialOf(index: number): number {
  return 10_000_000 + ((index * 7_368_787) % 20_000_000);
}

function foreign(serial: number): number {
  return serial + 70_000_000;
}

function dotted(serial: number): string {
  return `${serial}`.replace(/\B(?=(\d{3})+$)/g, ".");
}

function spaced(serial: number): string {
  return dotted(serial).replaceAll(".", " ");
}

/** Three of every ten share the family's address, one has none. */
function emailOf(index: number, firstName: string, lastName: string): string {
  const place = index % 10;
  if (place === 9) return "";
  const [first = "", last = ""] = [firstName, lastName].map((name) => asciiWord(name));
  return place >= 6 ? `familia.${Math.floor(index / 10)}@correo.example` : `${first}.${last}.${index}@correo.example`;
}

function asciiWord(name: string): string {
  return name.normalize("NFD").toLowerCase().replace(/[^a-z ]/g, "").split(" ")[0] ?? "";
}

/** Names as people type them: decomposed accents, capitals, stray blanks, an emoji. */
function disguised(name: string, index: number): string {
  switch (index % 17) {
    case 3:
      return name.normalize("NFD");
    case 7:
      return name.toUpperCase();
    case 11:
      return ` ${name} `;
    case 15:
      return `${name} 📡`;
    default:
      return name;
  }
}

function caracasTime(epochMs: number): string {
  return new Date(epochMs - 4 * 3_600_000).toISOString().replace("Z", "-04:00");
}

function pick<T>(choices: readonly T[], random: () => number): T {
  return choices[Math.floor(random() * choices.length)]!;
}

function digits(count: number, random: () => number): string {
  return Array.from({ length: count }, () => Math.floor(random() * 10)).join("");
}

function uuid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  hex[12] = "4";
  hex[16] = "a";
  const text = hex.join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

/** mulberry32, seeded anew for each index, so that any client can be made without those before it. */
function randomOf(seed: number, index: number): () => number {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
