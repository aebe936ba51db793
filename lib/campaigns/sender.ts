import { createTwilioPort, type TwilioPort } from "./twilio";
import { settings } from "@/lib/config/env";
import type { Queryable } from "@/lib/db/sql";
import { AppError } from "@/lib/errors/errors";

export interface TwilioSettings {
  accountSid: string;
  authToken: string;
  /** E.164, without `whatsapp:`. */
  from: string;
}

/** The account that sends. @throws AppError `twilio_not_configured` */
export function twilioSettings(): TwilioSettings {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_WHATSAPP_NUMBER } = settings();
  if (!TWILIO_ACCOUNT_SID || !TWILIO_AUTH_TOKEN || !TWILIO_WHATSAPP_NUMBER) throw new AppError("twilio_not_configured");
  return { accountSid: TWILIO_ACCOUNT_SID, authToken: TWILIO_AUTH_TOKEN, from: TWILIO_WHATSAPP_NUMBER.replace("whatsapp:", "") };
}

let port: TwilioPort | undefined;

/** The process's port to Twilio. @throws AppError `twilio_not_configured` */
export function twilioPort(): TwilioPort {
  const { TWILIO_API_URL, TWILIO_TIMEOUT_MS, TWILIO_MAX_CONCURRENT } = settings();
  port ??= createTwilioPort({ ...twilioSettings(), apiUrl: TWILIO_API_URL, timeoutMs: TWILIO_TIMEOUT_MS, maxConcurrent: TWILIO_MAX_CONCURRENT });
  return port;
}

/** The row of the configured sender, made when there is none. @throws AppError `twilio_not_configured` */
export async function ensureSender(db: Queryable): Promise<number> {
  const { from } = twilioSettings();
  const [known] = await db<{ id: number }[]>`select id from senders where address = ${from}`;
  if (known) return known.id;
  const [made] = await db<{ id: number }[]>`
    insert into senders (address) values (${from}) on conflict (address) do update set address = excluded.address returning id`;
  return made!.id;
}

/** Where Twilio posts to: our own address, the path and what it is about. */
export function publicUrl(path: string): string {
  const { APP_URL, HOST, PORT } = settings();
  return new URL(path, APP_URL ?? `http://${HOST}:${PORT}`).toString();
}

/** The URL of the status callbacks of one attempt at one recipient; Twilio's signature covers it. */
export function statusCallbackUrl(campaignId: number, n: number, grantNo: number): string {
  return publicUrl(`/api/twilio/status?r=${campaignId}.${n}.${grantNo}`);
}
