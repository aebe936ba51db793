import { beforeAll, expect, it } from "vitest";
import { apiRoutes, filesNamed, pathOf, schemaNames } from "./lib/api-routes";
import { type DocumentedRoute, openApiDocument } from "@/lib/http/openapi";
import committed from "@/lib/http/openapi.generated.json";
import type { OpenApiDocument } from "@/lib/http/openapi-types";

let routes: DocumentedRoute[];
let document: OpenApiDocument;

beforeAll(async () => {
  routes = await apiRoutes();
  document = openApiDocument(routes, await schemaNames());
}, 30_000);

it("is committed as the routes are now; `npm run openapi` writes it", () => {
  expect(committed).toEqual(JSON.parse(JSON.stringify(document)));
});

it("leaves no route and no method out", () => {
  const files = filesNamed("app/api", "route.ts").filter((file) => !file.startsWith("app/api/auth/"));
  const declared = new Set(routes.map(({ path }) => path));
  expect(files.map(pathOf).filter((path) => !declared.has(path))).toEqual([]);
  const missing = routes.filter(({ path, method, definition }) => definition.tag !== "hidden" && !document.paths[path]?.[method.toLowerCase()]);
  expect(missing.map(({ path, method }) => `${method} ${path}`)).toEqual([]);
});

it("has no reference that leads nowhere", () => {
  const broken = references(document).filter((reference) => resolve(reference) === undefined);
  expect(broken).toEqual([]);
});

it("gives every operation its own id, a summary, its path's parameters and an answer", () => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.values(methods).map((operation) => ({ path, operation })));
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  for (const { path, operation } of operations) {
    const wanted = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
    const given = (operation.parameters ?? []).filter((parameter) => parameter.in === "path").map(({ name }) => name);
    expect(given, path).toEqual(wanted);
    expect(operation.summary, path).not.toBe("");
    expect(Object.keys(operation.responses).some((status) => Number(status) < 300), path).toBe(true);
    expect(operation.tags.every((tag) => document.tags.some(({ name }) => name === tag)), path).toBe(true);
  }
});

function references(value: unknown): string[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, item]) => (key === "$ref" && typeof item === "string" ? [item] : references(item)));
}

function resolve(reference: string): unknown {
  const steps = reference.replace(/^#\//, "").split("/");
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
}
