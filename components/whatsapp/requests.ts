import { api } from "@/components/api";
import type { Ordered } from "@/lib/whatsapp/schemas";

export const sessionPath = (id: string, rest = "") => `/api/whatsapp/sessions/${encodeURIComponent(id)}${rest}`;

export const startSession = (userId: number) => api<Ordered>("/api/whatsapp/sessions", { method: "POST", body: { user_id: userId }, creates: true });

export const stopSession = (id: string) => api<Ordered>(sessionPath(id, "/stop"), { method: "POST" });
export const restartSession = (id: string) => api<Ordered>(sessionPath(id, "/restart"), { method: "POST" });
export const logoutSession = (id: string) => api<Ordered>(sessionPath(id, "/logout"), { method: "POST" });

/** People whose name, address or number holds the text. */
export const searchUsers = (text: string, signal: AbortSignal) =>
  api<{ items: { id: number; name: string; login_email: string | null }[] }>(`/api/users?${new URLSearchParams({ active_only: "true", per_page: "10", ...(text && { search: text }) })}`, { signal });
