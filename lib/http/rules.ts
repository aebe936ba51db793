import type { Locale } from "@/lib/context/context";

/** What a rule of a schema's own says when it is broken, as `params` of a `refine` that has no `message`. */
export interface RuleText {
  says: Record<Locale, string>;
}

/** For `refine`: a change has to name something to change. */
export const NOTHING_TO_CHANGE = { path: ["body"], params: { says: { es: "se espera al menos un campo que cambiar", en: "expected at least one field to change" } } satisfies RuleText };

/** Does the body of a change name anything? */
export function namesSomething(body: object): boolean {
  return Object.keys(body).length > 0;
}
