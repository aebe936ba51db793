import { api } from "@/components/api";
import type { AcceptedJob, Chunk, FailurePage, Job, JobPage } from "@/lib/jobs/schemas";

const path = (jobId: string, rest = "") => `/api/crm/jobs/${encodeURIComponent(jobId)}${rest}`;

export const jobPath = path;

/** Stops a job after the chunk in hand. */
export const cancelJob = (jobId: string) => api<Job>(path(jobId, "/cancel"), { method: "POST", body: {} });

/** A new job of what failed. */
export const retryJob = (jobId: string) => api<AcceptedJob>(path(jobId, "/retry"), { method: "POST", body: {}, creates: true });

/** A new job that takes the changes back. */
export const undoJob = (jobId: string) => api<AcceptedJob>(path(jobId, "/undo"), { method: "POST", body: {}, creates: true });

export const listJobs = (query: string, signal: AbortSignal) => api<JobPage>(`/api/crm/jobs?${query}`, { signal });

export const listChunks = async (jobId: string, signal: AbortSignal) => (await api<{ items: Chunk[] }>(path(jobId, "/chunks"), { signal })).items;

/** Failures of one reason, or the counts of all. */
export const listFailures = (jobId: string, perPage: number, signal: AbortSignal, error?: string) =>
  api<FailurePage>(path(jobId, `/failures?${new URLSearchParams({ per_page: String(perPage), ...(error && { error }) })}`), { signal });

/** Where the CSV of a job's failures comes from. */
export const failuresCsv = (jobId: string) => path(jobId, "/failures?format=csv");
