import { createHash } from "node:crypto";

/** A body as it is sent, and the tag by which a caller can ask whether it still is the same. */
export interface TaggedBody {
  body: string;
  etag: string;
}

/** Makes a value an answer that can be asked for conditionally. The tag is weak: compressed on its way, the bytes are others. */
export function tagged(value: unknown): TaggedBody {
  const body = JSON.stringify(value);
  return { body, etag: `W/"${createHash("sha1").update(body).digest("base64url")}"` };
}

/** The answer, or 304 to a caller that has it already (If-None-Match). Kept by nobody without asking again. */
export function conditional(request: Request, { body, etag }: TaggedBody): Response {
  const headers = { ETag: etag, "Cache-Control": "private, no-cache", Vary: "Authorization, Cookie" };
  const known = request.headers.get("if-none-match");
  const same = known !== null && (known.trim() === "*" || known.split(",").some((one) => opaque(one) === opaque(etag)));
  return same ? new Response(null, { status: 304, headers }) : new Response(body, { headers: { ...headers, "Content-Type": "application/json" } });
}

/** Does the caller want it computed anew (Cache-Control: no-cache), as a browser does on a hard reload? */
export function wantsFresh(request: Request): boolean {
  return /\bno-cache\b/i.test(request.headers.get("cache-control") ?? "");
}

function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}
