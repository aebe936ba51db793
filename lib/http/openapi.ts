import { z } from "zod";
import { AUTH_PATHS } from "./openapi-auth";
import { EXAMPLES } from "./openapi-examples";
import { SchemaWriter } from "./openapi-schemas";
import type { JsonSchema, MediaType, OpenApiDocument, Operation, Parameter, Response } from "./openapi-types";
import type { RouteDefinition } from "./route";
import { rolesWith } from "@/lib/auth/roles";
import { ERROR_STATUS } from "@/lib/errors/errors";

/** One method of one path, as its file declares it. */
export interface DocumentedRoute {
  /** As OpenAPI writes it: `/api/crm/jobs/{job_id}`. */
  path: string;
  method: string;
  definition: RouteDefinition;
}

const errorSchema = z.object({
  success: z.literal(false),
  error: z.string().describe("A code that never changes; the message is for people"),
  message: z.string(),
  request_id: z.string(),
  details: z.array(z.object({ path: z.string(), message: z.string() })).optional().describe("Bad input: where, and what was expected"),
  retry_after: z.number().optional().describe("Seconds after which trying again can help"),
  limit: z.object({ name: z.string(), max: z.int(), used: z.int() }).optional().describe("The limit that was reached"),
});

const DESCRIPTION = `Every request carries \`Authorization: Bearer <key>\`, or the console's session cookie. Errors share one form, their messages are Spanish
(English with \`Accept-Language: en\`), their codes never change. A record of another tenant answers exactly as one that does not exist.
Lists take \`page\` and \`per_page\`; those with \`format=csv\` stream every row that matches.`;

const STATUS_TEXTS: Record<number, string> = {
  200: "Done", 201: "Created", 202: "Accepted: a job does the work", 400: "The body is not JSON", 401: "No valid key or session", 403: "The role may not do this",
  404: "There is no such thing, or it is another tenant's", 408: "The body came too slowly", 409: "The present state does not allow it", 413: "The body is too large",
  415: "Another Content-Type is expected", 422: "The input does not fit", 429: "A limit was reached; Retry-After says how long", 503: "The service is away; Retry-After says how long",
};

const HEADERS = {
  "X-Request-Id": { description: "Identifies the request in the logs; the caller may choose it", schema: { type: "string" } },
  RateLimit: { description: "What is left of the requests of this minute", schema: { type: "string" } },
  "RateLimit-Policy": { description: "How many requests a minute are allowed", schema: { type: "string" } },
  "Retry-After": { description: "Seconds to wait", schema: { type: "integer" } },
} satisfies OpenApiDocument["components"]["headers"];

/**
 * The API's OpenAPI 3.1 document, made of the schemas that validate the requests.
 * @param names what to call the schemas that several operations share.
 */
export function openApiDocument(routes: readonly DocumentedRoute[], names: ReadonlyMap<z.ZodType, string>): OpenApiDocument {
  const writer = new SchemaWriter(new Map([...names, [errorSchema, "Error"]]));
  const error = writer.write(errorSchema, "output");
  const paths: OpenApiDocument["paths"] = {};
  const documented = routes.filter(({ definition }) => definition.tag !== "hidden");
  for (const route of documented.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route, writer, error);
  }
  Object.assign(paths, AUTH_PATHS);
  const tags = [...new Set(Object.values(paths).flatMap((methods) => Object.values(methods).flatMap((each) => each.tags)))].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return {
    openapi: "3.1.0",
    info: { title: "Tanda", version: "1.0.0", description: DESCRIPTION.replaceAll("\n", " ") },
    servers: [{ url: "/" }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: {
      schemas: sorted(writer.components),
      responses: errorResponses(error),
      headers: HEADERS,
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key, made in Settings or by `npm run api-key`" },
        session: { type: "apiKey", in: "cookie", name: "better-auth.session_token", description: "The console's session" },
      },
    },
  };
}

/** What integrators come for stands first. */
function rank(tag: string): number {
  const at = ["Leads", "Jobs", "Estados", "Events"].indexOf(tag);
  return at === -1 ? Number.MAX_SAFE_INTEGER : at;
}

function operation({ path, method, definition }: DocumentedRoute, writer: SchemaWriter, error: JsonSchema): Operation {
  const example = EXAMPLES[`${method} ${path}`];
  const parameters = [
    ...parametersOf(definition.params, "path", writer),
    ...parametersOf(definition.query, "query", writer),
    ...(definition.idempotent ? [idempotencyKey] : []),
  ];
  return {
    operationId: operationId(method, path),
    summary: definition.summary,
    description: permissionText(definition.permission),
    tags: [definition.tag],
    security: definition.permission === "public" ? [] : [{ apiKey: [] }, { session: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...requestBody(definition, writer, example?.body),
    responses: { ...successes(definition, writer, example?.response), ...failures(definition, writer, error) },
  };
}

const idempotencyKey: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "The same key and request return the first answer; another request 409. Kept for 24 hours.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

function parametersOf(schema: z.ZodType | undefined, place: "path" | "query", writer: SchemaWriter): Parameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = writer.write(schema, "input");
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description !== undefined && { description }),
    // A coerced number has no type of its own before it is read: it is whatever its bounds say.
    schema: rest.type === undefined && rest.anyOf === undefined && rest.$ref === undefined && rest.enum === undefined ? { ...rest, type: "integer" } : rest,
  }));
}

function requestBody({ body, rawBody }: RouteDefinition, writer: SchemaWriter, example: unknown): Pick<Operation, "requestBody"> {
  if (rawBody) {
    return { requestBody: { required: true, description: rawBody.description, content: { [rawBody.contentType]: { schema: { type: "string" }, ...withExample(example) } } } };
  }
  if (!body) return {};
  return { requestBody: { required: true, content: { "application/json": { schema: writer.write(body, "input"), ...withExample(example) } } } };
}

function withExample(example: unknown): Pick<MediaType, "example"> {
  return example === undefined ? {} : { example };
}

function successes(definition: RouteDefinition, writer: SchemaWriter, example: unknown): Record<string, Response> {
  const { response, status = 200, alsoAnswers = {}, permission } = definition;
  const headers = Object.fromEntries((permission === "public" ? ["X-Request-Id"] : ["X-Request-Id", "RateLimit", "RateLimit-Policy"]).map((name) => [name, headerRef(name)]));
  const content: Record<string, MediaType> =
    response instanceof z.ZodType ? { "application/json": { schema: writer.write(response, "output"), ...withExample(example) } } : { [response.contentType]: { schema: { type: "string" } } };
  if (offersCsv(definition, writer)) content["text/csv"] = { schema: { type: "string" } };
  const main = { description: response instanceof z.ZodType ? STATUS_TEXTS[status]! : response.description, headers, content };
  const others = Object.entries(alsoAnswers).filter(([other]) => Number(other) < 400);
  const bodyOf = (other: string) => (other === "304" ? {} : { content });
  return { [status]: main, ...Object.fromEntries(others.map(([other, description]) => [other, { description, headers, ...bodyOf(other) }])) };
}

function offersCsv({ query }: RouteDefinition, writer: SchemaWriter): boolean {
  return Boolean(query && writer.write(query, "input").properties?.format?.enum?.includes("csv"));
}

function failures(definition: RouteDefinition, writer: SchemaWriter, error: JsonSchema): Operation["responses"] {
  const { permission, params, query, body, rawBody, idempotent, alsoAnswers = {} } = definition;
  const statuses = [
    ...(permission === "public" ? [] : [401, 429]),
    ...(permission === "public" || permission === "signed-in" ? [] : [403]),
    ...(params ? [404] : []),
    ...(body ? [400, 408, 413, 415] : []),
    ...(rawBody ? [413] : []),
    ...(body || rawBody || query ? [422] : []),
    ...(idempotent ? [409] : []),
    503,
  ];
  const plain = statuses.map((status) => [status, { $ref: `#/components/responses/${status}` }] as const);
  // A health report says what is down in its own form, even when the status says so too.
  const schema = definition.tag === "Health" && definition.response instanceof z.ZodType ? { anyOf: [writer.write(definition.response, "output"), error] } : error;
  const named = Object.entries(alsoAnswers)
    .filter(([status]) => Number(status) >= 400)
    .map(([status, description]) => [status, { description, headers: { "X-Request-Id": headerRef("X-Request-Id") }, content: { "application/json": { schema } } }] as const);
  return Object.fromEntries([...plain, ...named]);
}

function errorResponses(error: JsonSchema): Record<string, Response> {
  const statuses = [...new Set(Object.values(ERROR_STATUS))].filter((status) => STATUS_TEXTS[status]);
  return Object.fromEntries(
    statuses.map((status) => {
      const codes = Object.entries(ERROR_STATUS).filter(([, each]) => each === status).map(([code]) => `\`${code}\``);
      const headers = ["X-Request-Id", ...(status === 429 || status === 503 ? ["Retry-After"] : [])];
      return [
        String(status),
        {
          description: `${STATUS_TEXTS[status]}: ${codes.join(", ")}`,
          headers: Object.fromEntries(headers.map((name) => [name, headerRef(name)])),
          content: { "application/json": { schema: error } },
        },
      ];
    }),
  );
}

function headerRef(name: string): { $ref: string } {
  return { $ref: `#/components/headers/${name}` };
}

function permissionText(permission: RouteDefinition["permission"]): string {
  if (permission === "public") return "For everybody, without a key.";
  if (permission === "signed-in") return "For every valid key or session.";
  return `Roles: ${rolesWith(permission).join(", ")}.`;
}

function operationId(method: string, path: string): string {
  const words = path.replace(/^\/api\//, "").split(/[^A-Za-z0-9]+/).filter(Boolean);
  return [method.toLowerCase(), ...words.map((word) => word[0]!.toUpperCase() + word.slice(1))].join("");
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
