import { createHash } from "node:crypto";
import generated from "./openapi.generated.json";

const text = JSON.stringify(generated);
const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;

/** The committed OpenAPI document; 304 to a caller that has it already. */
export function openApiResponse(request: Request): Response {
  const headers = { ETag: etag, "Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*" };
  if (request.headers.get("if-none-match")?.includes(etag)) return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, "Content-Type": "application/json; charset=utf-8" } });
}
