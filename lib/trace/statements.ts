import { tracer } from "./trace";

const SHOWN = 2_000;

/** Begins the span of a statement; its values are `$n`, never themselves. Undefined where nothing is traced. */
export function beginStatement(strings: readonly string[] | undefined): ((failed: boolean) => void) | undefined {
  const open = tracer();
  if (!open) return undefined;
  const text = (strings ?? []).map((part, index) => (index === 0 ? part : `$${index}${part}`)).join("").replaceAll(/\s+/g, " ").trim().slice(0, SHOWN);
  const verb = /^\w+/.exec(text)?.[0].toUpperCase() ?? "SQL";
  return open.begin({ name: verb, kind: "client", attributes: { "db.system.name": "postgresql", "db.query.text": text } });
}
