import type { JsonSchema } from "@/lib/http/openapi-types";

/** Named schemas of the document, by their name. */
export type Schemas = Readonly<Record<string, JsonSchema>>;

/** The name that a `$ref` ends in. */
export function refName(schema: JsonSchema): string | undefined {
  return schema.$ref?.split("/").at(-1);
}

/** The schema itself, where a reference stands for it. */
export function resolve(schema: JsonSchema, schemas: Schemas): JsonSchema {
  const name = refName(schema);
  return (name && schemas[name]) || schema;
}

/** "integer", "string | null", "low | normal | high", "list of Job". */
export function typeText(schema: JsonSchema): string {
  const name = refName(schema);
  if (name) return name;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => String(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeText))].join(" | ");
  if (schema.items) return `${typeText(schema.items)}[]`;
  const type = [schema.type ?? "any"].flat().join(" | ");
  return schema.format ? `${type} (${schema.format})` : type;
}

/** "1–100", "≤ 200 characters", "default normal": what a value must keep to. */
export function boundsText(schema: JsonSchema): string {
  const parts = [
    range(schema.minimum ?? schema.exclusiveMinimum, schema.maximum, ""),
    range(schema.minLength, schema.maxLength, " characters"),
    range(schema.minItems, schema.maxItems, " items"),
    schema.default === undefined ? "" : `default ${JSON.stringify(schema.default)}`,
  ];
  return parts.filter(Boolean).join(", ");
}

function range(min: number | undefined, max: number | undefined, unit: string): string {
  if (min !== undefined && max !== undefined) return `${min}–${max}${unit}`;
  if (max !== undefined) return `≤ ${max}${unit}`;
  return min !== undefined && min > 0 ? `≥ ${min}${unit}` : "";
}

/** The properties worth listing: an object's own, or those of what a list holds. */
export function propertiesOf(schema: JsonSchema, schemas: Schemas): { properties: Record<string, JsonSchema>; required: readonly string[] } | null {
  const resolved = resolve(schema, schemas);
  if (resolved.properties) return { properties: resolved.properties, required: resolved.required ?? [] };
  if (resolved.items) return propertiesOf(resolved.items, schemas);
  const choice = (resolved.anyOf ?? resolved.oneOf)?.find((each) => propertiesOf(each, schemas));
  return choice ? propertiesOf(choice, schemas) : null;
}
