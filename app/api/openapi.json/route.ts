import { openApiResponse } from "@/lib/http/openapi-response";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "This document", tag: "Documentation", permission: "public", response: { contentType: "application/json", description: "OpenAPI 3.1" }, alsoAnswers: { 304: "Unchanged, as If-None-Match says" } },
    async ({ request }) => openApiResponse(request),
  ),
});
