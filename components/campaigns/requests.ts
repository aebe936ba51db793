import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api } from "@/components/api";
import type { Contact, ImportPreview, OptOut } from "@/lib/campaigns/contact-schemas";
import type { Failures, SendRate } from "@/lib/campaigns/queue-schemas";
import type { Campaign, CampaignPage, Preview, QueueStatus, Recipient } from "@/lib/campaigns/schemas";
import type { AcceptedJob } from "@/lib/jobs/schemas";

export interface Page<T> {
  items: T[];
  pagination: CampaignPage["pagination"];
}

export const campaignPath = (id: number, rest = "") => `/api/campaigns/${id}${rest}`;

/** One page of a list, the one before in sight until it is there. */
export function pageQuery<T>(path: string, query: string, refetchMs?: number) {
  return queryOptions({
    queryKey: ["campaigns", path, query],
    queryFn: ({ signal }) => api<Page<T>>(`${path}?${query}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: refetchMs ?? false,
  });
}

export const campaignsQuery = (query: string) => pageQuery<Campaign>("/api/campaigns", query, 3_000);
export const recipientsQuery = (id: number, query: string, live: boolean) => pageQuery<Recipient>(campaignPath(id, "/recipients"), query, live ? 2_000 : undefined);
export const contactsQuery = (query: string) => pageQuery<Contact>("/api/contacts", query);
export const optOutsQuery = (query: string) => pageQuery<OptOut>("/api/opt-outs", query);

/** The pace so far; asked again while the campaign runs. */
export function rateQuery(id: number, live: boolean) {
  return queryOptions({
    queryKey: ["campaigns", "rate", id],
    queryFn: ({ signal }) => api<SendRate>(campaignPath(id, "/rate"), { signal }),
    refetchInterval: live ? 2_000 : false,
  });
}

/** Why messages failed; asked again when `failed` has moved. */
export function failuresQuery(id: number, failed: number) {
  return queryOptions({
    queryKey: ["campaigns", "failures", id, failed],
    queryFn: ({ signal }) => api<Failures>(campaignPath(id, "/failures"), { signal }),
    placeholderData: keepPreviousData,
  });
}

export interface Sender {
  address: string;
  dailyCap: number | null;
}

export const senderQuery = queryOptions({ queryKey: ["campaigns", "sender"], queryFn: ({ signal }) => api<Sender>("/api/campaigns/sender", { signal }) });
export const changeDailyCap = (dailyCap: number | null) => api<Sender>("/api/campaigns/sender", { method: "PATCH", body: { dailyCap } });

/** Who a start would write to now. */
export function previewQuery(id: number, version: number) {
  return queryOptions({ queryKey: ["campaigns", "preview", id, version], queryFn: ({ signal }) => api<Preview>(campaignPath(id, "/preview"), { method: "POST", body: {}, signal }) });
}

export interface Accepted {
  jobId: string;
  estimatedContacts: number;
}

export const startCampaign = (id: number) => api<Accepted>(campaignPath(id, "/start"), { method: "POST", body: {}, creates: true });
export const moveCampaign = (id: number, move: "pause" | "resume" | "stop") => api<QueueStatus>(campaignPath(id, `/queue-${move}`), { method: "POST", body: {} });
export const retryRecipients = (id: number, scope: "failed" | "unknown") => api<Accepted>(campaignPath(id, "/retry"), { method: "POST", body: { scope }, creates: true });
export const sendTest = (id: number, to: string) => api<{ to: string }>(campaignPath(id, "/test"), { method: "POST", body: { to } });
export const settleRecipient = (id: number, n: number, as: "sent" | "failed") => api(campaignPath(id, `/recipients/${n}/settle`), { method: "POST", body: { as } });
export const deleteCampaign = (id: number) => api(campaignPath(id), { method: "DELETE" });
export const saveCampaign = (id: number | null, body: unknown) =>
  id === null ? api<Campaign>("/api/campaigns", { method: "POST", body, creates: true }) : api<Campaign>(campaignPath(id), { method: "PATCH", body });
export const createContact = (body: unknown) => api<Contact>("/api/contacts", { method: "POST", body, creates: true });
export const addOptOut = (phone: string) => api<OptOut>("/api/opt-outs", { method: "POST", body: { phone } });

const importPath = (file: File, more: Record<string, string>) => `/api/contacts/import?${new URLSearchParams({ filename: file.name.slice(0, 200), ...more })}`;
const csv = (file: Blob) => new Blob([file], { type: "text/csv" });
/** The first rows alone travel: a preview need not upload a long file. */
const PREVIEW_BYTES = 64 * 1024;
export const previewImport = (file: File) => api<ImportPreview>(importPath(file, { preview: "true" }), { method: "POST", body: csv(file.slice(0, PREVIEW_BYTES)) });
export const importContacts = (file: File, tags: string) => api<AcceptedJob>(importPath(file, tags.trim() ? { tags } : {}), { method: "POST", body: csv(file) });
