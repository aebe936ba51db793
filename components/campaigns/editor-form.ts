import type { Campaign } from "@/lib/campaigns/schemas";

/** What the editor holds while one types. */
export interface EditorForm {
  name: string;
  kind: "text" | "template";
  message: string;
  contentSid: string;
  contentVariables: string;
  audience: "contacts" | "leads" | "users" | "keep";
  tags: string[];
  estados: string[];
  zones: string[];
  timeZone: string;
  scheduledAt: string;
  quietFrom: string;
  quietTo: string;
  keepResults: boolean;
}

/** The form of a campaign; without, that of a new one in the account's zone. */
export function formOf(campaign: Campaign | null, timeZone: string): EditorForm {
  const audience = (campaign?.audience ?? {}) as { contactCount?: number; contacts?: { tags?: string[] }; leads?: { estado?: string | string[] }; users?: { zones: string[] } };
  return {
    name: campaign?.name ?? "",
    kind: campaign?.contentSid ? "template" : "text",
    message: campaign?.message ?? "",
    contentSid: campaign?.contentSid ?? "",
    contentVariables: Object.entries(campaign?.contentVariables ?? {}).map(([key, text]) => `${key} = ${text}`).join("\n"),
    audience: audience.contactCount ? "keep" : audience.leads ? "leads" : audience.users ? "users" : "contacts",
    tags: audience.contacts?.tags ?? [],
    estados: [audience.leads?.estado ?? []].flat(),
    zones: audience.users?.zones ?? [],
    timeZone: campaign?.timeZone ?? timeZone,
    scheduledAt: campaign?.scheduledAt ? localInput(campaign.scheduledAt, campaign.timeZone) : "",
    quietFrom: campaign?.quietHours?.from ?? "",
    quietTo: campaign?.quietHours?.to ?? "",
    keepResults: campaign?.keepResults ?? false,
  };
}

/** The API's body for a form; hours are of the zone chosen in it. */
export function bodyOf(form: EditorForm, accountZone: string): Record<string, unknown> {
  return {
    name: form.name,
    ...(form.kind === "text" ? { message: form.message } : { contentSid: form.contentSid.trim(), contentVariables: variablesOf(form.contentVariables) }),
    ...(form.audience !== "keep" && { audience: audienceOf(form) }),
    scheduledAt: form.scheduledAt === "" ? null : instantOf(form.scheduledAt, form.timeZone),
    timeZone: form.timeZone === accountZone ? null : form.timeZone,
    quietHours: form.quietFrom && form.quietTo ? { from: form.quietFrom, to: form.quietTo } : null,
    keepResults: form.keepResults,
  };
}

function audienceOf(form: EditorForm): Record<string, unknown> {
  if (form.audience === "leads") return { leads: form.estados.length > 0 ? { estado: form.estados } : {} };
  if (form.audience === "users") return { users: { zones: form.zones } };
  return { contacts: form.tags.length > 0 ? { tags: form.tags } : {} };
}

function variablesOf(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line.includes("="));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")).trim(), line.slice(line.indexOf("=") + 1).trim()]));
}

/** Every zone there is, and the one chosen, which may be called by an older name. */
export function timeZones(chosen: string): string[] {
  return [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC", chosen])].sort();
}

/** `2026-11-20T09:30` in a zone, as an instant. The zone's offset is read twice, as it may change in between. */
export function instantOf(local: string, timeZone: string): string {
  const asUtc = Date.parse(`${local}:00Z`);
  const guess = asUtc - offsetMs(asUtc, timeZone);
  return new Date(asUtc - offsetMs(guess, timeZone)).toISOString();
}

function localInput(instant: string, timeZone: string): string {
  const at = Date.parse(instant);
  return new Date(at + offsetMs(at, timeZone)).toISOString().slice(0, 16);
}

function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) - Math.floor(at / 1000) * 1000;
}

const SAMPLE: Record<string, string> = { name: "María Pérez", phone: "+58 412 555 0101", plan: "Fibra 300", city: "Maracaibo", zone: "Norte", estado: "interesado" };

/** A message with sample data, for the preview beside the form. */
export function sampleText(message: string): string {
  return message.replace(/\{\{\s*([\p{L}_][\p{L}\p{N}_]*)\s*(?:\|([^{}]*))?\}\}/gu, (_, name: string, fallback?: string) => SAMPLE[name] ?? fallback?.trim() ?? `[${name}]`);
}
