import { publicUrl, twilioSettings } from "./sender";
import { readWebhookFields, validateSignature, type WebhookFields } from "./twilio-signature";
import { AppError } from "@/lib/errors/errors";
import { readText } from "@/lib/http/body";

const MAX_FORM_BYTES = 64 * 1024;

/**
 * The fields of a form that Twilio posted. The signature is checked over the public address it was posted to and all of its fields.
 * @throws AppError `invalid_signature`, `payload_too_large`
 */
export async function readSigned(request: Request): Promise<WebhookFields> {
  const { authToken } = twilioSettings();
  const body = await readText(request, MAX_FORM_BYTES);
  const fields = readWebhookFields(body);
  const { pathname, search } = new URL(request.url);
  if (!validateSignature(authToken, publicUrl(pathname + search), fields, request.headers.get("x-twilio-signature"))) throw new AppError("invalid_signature");
  return fields;
}

/** One field's text; the first of several. */
export function field(fields: WebhookFields, name: string): string {
  const value = fields[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
}
