// npm run openapi: writes the OpenAPI document from the schemas that the routes validate with.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { apiRoutes, schemaNames } from "./lib/api-routes";
import { openApiDocument } from "@/lib/http/openapi";

const file = path.resolve(import.meta.dirname, "../lib/http/openapi.generated.json");
const document = openApiDocument(await apiRoutes(), await schemaNames());
writeFileSync(file, `${JSON.stringify(document, null, 1)}\n`);
console.error(`${Object.keys(document.paths).length} paths written to ${path.relative(process.cwd(), file)}`);
