import type { ServerResponse } from "node:http";
import { SECURITY_HEADERS } from "./security-headers";

/** Writes an answer that Next.js does not write: read whole, and with what every answer bears. */
export async function sendAnswer(response: ServerResponse, answer: Response, more: Record<string, string> = {}): Promise<void> {
  const body = answer.body === null ? undefined : Buffer.from(await answer.arrayBuffer());
  const length = body && { "content-length": body.length };
  response.writeHead(answer.status, { ...SECURITY_HEADERS, ...Object.fromEntries(answer.headers), ...more, ...length }).end(body);
}
