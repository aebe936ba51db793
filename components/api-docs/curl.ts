import type { Operation } from "@/lib/http/openapi-types";

/** A command that makes the request; `$TANDA_URL` and `$TANDA_KEY` are the reader's. */
export function curlFor(method: string, path: string, { requestBody, parameters = [], security }: Operation): string {
  const required = parameters.filter((each) => each.in === "query" && each.required).map(({ name }) => `${name}=…`);
  const url = `"$TANDA_URL${path}${required.length > 0 ? `?${required.join("&")}` : ""}"`;
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const lines = [
    `curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}${url}`,
    ...(security.some((each) => "apiKey" in each) ? [`-H "Authorization: Bearer $TANDA_KEY"`] : []),
    ...(type ? [`-H "Content-Type: ${type}"`] : []),
    ...(type === "application/json" && content?.example !== undefined ? [`-d '${JSON.stringify(content.example)}'`] : []),
    ...(type === "text/csv" ? ["--data-binary @leads.csv"] : []),
  ];
  return lines.join(" \\\n  ");
}
