import { api } from "@/components/api";
import type { Delivery, DeliveryPage, Replayed, WebhookEndpoint, WebhookWithSecret } from "@/lib/webhooks/schemas";

import type { WebhookDraft } from "./webhook-dialog";

const path = (id: number, rest = "") => `/api/webhooks/${id}${rest}`;

export const listWebhooks = async (signal: AbortSignal) => (await api<{ items: WebhookEndpoint[] }>("/api/webhooks", { signal })).items;
export const addWebhook = (draft: WebhookDraft) => api<WebhookWithSecret>("/api/webhooks", { method: "POST", body: draft });
export const findWebhook = (id: number, signal: AbortSignal) => api<WebhookEndpoint>(path(id), { signal });
export const changeWebhook = (id: number, change: Partial<WebhookDraft> & { status?: "active" | "paused" }) => api<WebhookEndpoint>(path(id), { method: "PATCH", body: change });
export const deleteWebhook = (id: number) => api(path(id), { method: "DELETE" });
export const rotateWebhook = (id: number) => api<WebhookWithSecret>(path(id, "/rotate"), { method: "POST", body: {} });
export const testWebhook = (id: number) => api<Replayed>(path(id, "/test"), { method: "POST", body: {} });
export const listDeliveries = (id: number, query: string, signal: AbortSignal) => api<DeliveryPage>(path(id, `/deliveries?${query}`), { signal });
export const replayFailed = (id: number) => api<Replayed>(path(id, "/replay"), { method: "POST", body: {} });
export const replayOne = (id: number, delivery: Pick<Delivery, "id">) => api<Replayed>(path(id, "/replay"), { method: "POST", body: { delivery_id: delivery.id } });
export const newOwnSecret = () => api<{ secret: string }>("/api/webhooks/signing-secret", { method: "POST", body: {} });
