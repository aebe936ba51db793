import { useTranslations } from "next-intl";

import { Mono } from "@/components/ui/mono";
import type { JsonSchema } from "@/lib/http/openapi-types";

import { boundsText, propertiesOf, resolve, type Schemas, typeText } from "./schema-text";

const deepest = 4;

export interface SchemaViewProps {
  schema: JsonSchema;
  schemas: Schemas;
  depth?: number;
}

/** What an object holds, property by property; what is inside one stands indented under it. */
export function SchemaView({ schema, schemas, depth = 0 }: SchemaViewProps) {
  const resolved = resolve(schema, schemas);
  const choices = resolved.anyOf ?? resolved.oneOf;
  if (depth === 0 && choices && choices.filter((each) => propertiesOf(each, schemas)).length > 1) {
    return (
      <ul className="grid gap-3">
        {choices.map((choice, index) => (
          <li key={index} className="border-l-2 border-line-hair pl-3">
            <SchemaView schema={choice} schemas={schemas} depth={depth + 1} />
          </li>
        ))}
      </ul>
    );
  }
  const found = propertiesOf(schema, schemas);
  if (!found) return <p className="type-data"><Mono>{typeText(resolved)}</Mono></p>;
  return (
    <ul className="grid">
      {Object.entries(found.properties).map(([name, property]) => (
        <li key={name} className="border-line-hair py-1.5 not-first:border-t">
          <PropertyLine name={name} schema={property} required={found.required.includes(name)} />
          {depth < deepest && propertiesOf(property, schemas) ? (
            <div className="mt-1 border-l-2 border-line-hair pl-3">
              <SchemaView schema={property} schemas={schemas} depth={depth + 1} />
            </div>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

export interface PropertyLineProps {
  name: string;
  schema: JsonSchema;
  required: boolean;
  /** "path", "query", "header", where it is a parameter. */
  place?: string;
  description?: string;
}

/** A name, its type and bounds, whether it must be there, and what it means. */
export function PropertyLine({ name, schema, required, place, description = schema.description }: PropertyLineProps) {
  const t = useTranslations("apiDocs");
  const bounds = boundsText(schema);
  return (
    <div className="type-data">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <Mono className="font-medium text-strong">{name}</Mono>
        <Mono className="min-w-0 text-muted">{typeText(schema)}</Mono>
        {place ? <span className="type-meta text-muted">{place}</span> : null}
        {required ? <span className="type-meta font-medium text-base">{t("required")}</span> : null}
        {bounds ? <span lang="en" className="type-meta text-muted">{bounds}</span> : null}
      </p>
      {description ? <p lang="en" className="type-meta text-muted">{description}</p> : null}
    </div>
  );
}
