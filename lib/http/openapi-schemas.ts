import { z } from "zod";
import type { JsonSchema } from "./openapi-types";

/** Turns the schemas that validate into JSON Schema, each named one written once under `components/schemas`. */
export class SchemaWriter {
  readonly components: Record<string, JsonSchema> = {};

  /** @param names what to call schemas that several operations share. */
  constructor(names: ReadonlyMap<z.ZodType, string>) {
    for (const [schema, id] of names) z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });
  }

  /**
   * The schema of what is sent (`input`: before defaults and transforms) or answered (`output`).
   * @returns a `$ref` for a named schema, else the schema itself.
   */
  write(schema: z.ZodType, io: "input" | "output"): JsonSchema {
    const { $schema: _, id, ...written } = z.toJSONSchema(schema, { io, unrepresentable: "any", override: simplify }) as JsonSchema & { $schema?: string; id?: string };
    const { $defs = {}, ...root } = written;
    for (const [name, definition] of Object.entries($defs)) this.define(name, definition, io);
    if (id) return this.define(id, root, io);
    return relink(root, io);
  }

  private define(name: string, schema: JsonSchema & { id?: string }, io: "input" | "output"): JsonSchema {
    const { id: _, ...definition } = schema;
    this.components[componentName(name, io)] = relink(definition, io);
    return { $ref: `#/components/schemas/${componentName(name, io)}` };
  }
}

function componentName(name: string, io: "input" | "output"): string {
  return io === "input" ? `${name}Input` : name;
}

/** Bounds that only say "a safe integer" and patterns that repeat a format help no reader. */
function simplify({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
}

function relink<T>(value: T, io: "input" | "output"): T {
  if (Array.isArray(value)) return value.map((item) => relink(item, io)) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = key === "$ref" && typeof item === "string" ? /^#\/\$defs\/(.+)$/.exec(item)?.[1] : undefined;
      return [key, name ? `#/components/schemas/${componentName(name, io)}` : relink(item as unknown, io)];
    }),
  ) as T;
}
