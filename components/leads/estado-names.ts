import type { Estado } from "@/lib/leads/schemas";

/** What a state is called; its code once it is gone. */
export function estadoName(estados: ReadonlyArray<Estado>, code: string): string {
  return estados.find((estado) => estado.code === code)?.name ?? code;
}

/** "Contactado, Interesado o Agendado". */
export function estadoList(estados: ReadonlyArray<Estado>, codes: ReadonlyArray<string>, locale: string): string {
  return new Intl.ListFormat(locale, { type: "disjunction" }).format(codes.map((code) => estadoName(estados, code)));
}
