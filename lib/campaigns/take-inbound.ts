import type { WebhookFields } from "./twilio-signature";
import { field } from "./webhook";
import type { Context } from "@/lib/context/context";

/** Words that opt out when a message is nothing else. */
const STOP_WORDS = new Set(["STOP", "BAJA", "SALIR", "CANCELAR", "PARAR"]);

/** Is this message the wish to get no more? Case, accents and punctuation do not matter. */
export function isStop(body: string): boolean {
  const word = body.normalize("NFD").replace(/\p{M}/gu, "").replace(/[^\p{L}]+/gu, " ").trim().toUpperCase();
  return STOP_WORDS.has(word);
}

/** Takes in what a person wrote: a stop word opts the number out for ever. Answers whether it did. */
export async function takeInbound(ctx: Context, fields: WebhookFields): Promise<boolean> {
  const phone = field(fields, "From").replace("whatsapp:", "");
  const body = field(fields, "Body");
  if (!/^\+\d{7,15}$/.test(phone) || !isStop(body)) return false;
  await ctx.db`insert into opt_outs (phone, source, detail) values (${phone}, 'inbound', ${body.trim().slice(0, 40)}) on conflict do nothing`;
  ctx.log.info({ words: body.trim().slice(0, 40) }, "a person opted out");
  return true;
}
