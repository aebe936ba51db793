import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { WhatsappRecord } from "./server";

/** A phone's digits, or `*` for every connection. */
const phone = z.string().regex(/^(\*|\+?\d{6,15})$/);

export const commandSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal("scan"), qr: z.string().includes(","), phone, name: z.string().optional() }),
  z.object({ action: z.literal("close"), phone, code: z.int(), how: z.enum(["stream", "failure"]).optional() }),
  z.object({ action: z.literal("drop"), phone }),
  z.object({ action: z.literal("mute"), phone, muted: z.boolean().optional() }),
  z.object({ action: z.literal("unlink"), phone }),
]);

export type Command = z.infer<typeof commandSchema>;

export interface Controlled {
  run(command: Command): Promise<number>;
  record(): WhatsappRecord;
}

/** `POST /__control` runs a command and answers how many connections it concerned; `GET /__record` answers what the server has seen. */
export async function serveControl(controlled: Controlled, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = `${request.method} ${request.url}`;
  try {
    if (route === "GET /__record") return send(response, 200, controlled.record());
    if (route !== "POST /__control") return send(response, 404, { success: false });
    const command = commandSchema.parse(JSON.parse(Buffer.concat(await request.toArray()).toString()));
    send(response, 200, { success: true, connections: await controlled.run(command) });
  } catch (error) {
    send(response, 422, { success: false, message: String(error) });
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
