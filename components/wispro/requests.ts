import { api } from "@/components/api";
import type { AcceptedSync, Client, Connection, Report, SettleConflict, Sync, UpdateClient, WisproSettings } from "@/lib/wispro/schemas";

/** Where a run is read; with `rest` what belongs to it. */
export const runPath = (jobId: string, rest = "") => `/api/users/sync-wispro/${encodeURIComponent(jobId)}${rest}`;

export const startRun = () => api<AcceptedSync>("/api/users/sync-wispro-all", { method: "POST", creates: true });

export const cancelRun = (jobId: string) => api<Sync>(runPath(jobId, "/cancel"), { method: "POST" });

export const retryRun = (jobId: string) => api<AcceptedSync>(runPath(jobId, "/retry"), { method: "POST", creates: true });

/** A page of a run's report; of one reason where it is given. */
export const readReport = (jobId: string, page: number, perPage: number, reason: string | null, signal: AbortSignal) =>
  api<Report>(runPath(jobId, `/report?${new URLSearchParams({ page: String(page), per_page: String(perPage), ...(reason !== null && { reason }) })}`), { signal });

/** Where the CSV of a run's report comes from. */
export const reportCsv = (jobId: string, reason: string | null) =>
  runPath(jobId, `/report?${new URLSearchParams({ format: "csv", ...(reason !== null && { reason }) })}`);

export const checkConnection = () => api<Connection>("/api/wispro/connection");

export const saveSettings = (change: Partial<WisproSettings>) => api<WisproSettings>("/api/wispro/settings", { method: "PATCH", body: change });

export const settleConflict = (id: number, body: SettleConflict) =>
  api<{ user_id: number }>(`/api/wispro/conflicts/${id}/settle`, { method: "POST", body });

export const updateClient = (id: number, change: UpdateClient) => api<Client>(`/api/wispro/clients/${id}`, { method: "PATCH", body: change });
