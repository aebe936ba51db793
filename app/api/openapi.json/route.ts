import { z } from "zod";
import { openApiResponse } from "@/lib/http/openapi-response";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "This document", tag: "Documentation", permission: "public", response: z.looseObject({ openapi: z.string() }), alsoAnswers: { 304: "Unchanged, as If-None-Match says" } },
    async ({ request }) => openApiResponse(request),
  ),
});
