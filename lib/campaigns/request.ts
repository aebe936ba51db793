import { statusCallbackUrl } from "./sender";
import type { Grant } from "./sending/grant";
import { type MessageTemplate, render } from "./template";
import type { MessageContent, SendRequest } from "./twilio";

/** A template's content for one person. */
export function contentFor(template: MessageTemplate, variables: Record<string, string>): MessageContent {
  if ("message" in template) return { body: render(template.message, variables) };
  const filled = Object.entries(template.contentVariables).map(([key, text]) => [key, render(text, variables)]);
  return { contentSid: template.contentSid, contentVariables: Object.fromEntries(filled) as Record<string, string> };
}

/** The text of a content, for a preview: of an approved template we know the variables only. */
export function textOf(content: MessageContent): string {
  if ("body" in content) return content.body;
  return Object.entries(content.contentVariables).map(([key, value]) => `${key}: ${value}`).join(" · ") || content.contentSid;
}

/** The request to Twilio for one recipient; the callback says which. */
export function requestFor(campaignId: number, template: MessageTemplate, grant: Grant): SendRequest {
  return { to: grant.phone, statusCallback: statusCallbackUrl(campaignId, grant.n, grant.grantNo), ...contentFor(template, grant.variables) };
}
