/** Proof that a webhook comes from Twilio: https://www.twilio.com/docs/usage/security#validating-requests */

import twilio from "twilio";

/** The fields of a form post, all of them; a field that came more than once holds every value. */
export type WebhookFields = Record<string, string | string[]>;

/**
 * Reads a form body without dropping or converting a field: the signature is over all of them, and Twilio adds fields
 * without notice.
 */
export function readWebhookFields(body: string): WebhookFields {
  const fields = Object.create(null) as WebhookFields;
  for (const [key, value] of new URLSearchParams(body)) {
    const earlier = fields[key];
    fields[key] = earlier === undefined ? value : [earlier, value].flat();
  }
  return fields;
}

/**
 * Whether `signature` (header `X-Twilio-Signature`) is the auth token's over this URL and exactly these fields.
 * `url` is the public address that Twilio posted to, query string included, as it was given in `StatusCallback`.
 */
export function validateSignature(authToken: string, url: string, params: WebhookFields, signature: string | null): boolean {
  if (!signature || !URL.canParse(url)) return false;
  return twilio.validateRequest(authToken, signature, url, params);
}
