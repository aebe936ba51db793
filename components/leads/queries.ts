import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";

import { api } from "@/components/api";
import type { BulkStatusAsync, DryRun, EstadoWithCount, HistoryPage, LeadPage } from "@/lib/leads/schemas";

/** One page of leads; the one before stays in sight until it is there. */
export function leadsQuery(query: string) {
  return queryOptions({
    queryKey: ["leads", "list", query],
    queryFn: ({ signal }) => api<LeadPage>(`/api/crm/leads?${query}`, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** The states with how many leads are in each. */
export function estadosQuery() {
  return queryOptions({
    queryKey: ["leads", "estados"],
    queryFn: async ({ signal }) => (await api<{ items: EstadoWithCount[] }>("/api/crm/estados", { signal })).items,
  });
}

export type BulkChange = Pick<BulkStatusAsync, "lead_ids" | "filter" | "expected_estado"> & { estado: string };

/** What a bulk change would do now; asked again whenever it is opened. */
export function dryRunQuery(change: BulkChange | null) {
  return queryOptions({
    queryKey: ["leads", "dry-run", change],
    queryFn: ({ signal }) => api<DryRun>("/api/crm/leads/bulk-status-async", { method: "POST", body: { ...change, dry_run: true }, signal }),
    enabled: change !== null,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

/** A page of a lead's history. */
export function historyQuery(leadId: number, page: number, perPage: number) {
  return queryOptions({
    queryKey: ["leads", "history", leadId, page, perPage],
    queryFn: ({ signal }) => api<HistoryPage>(`/api/crm/leads/${leadId}/history?page=${page}&per_page=${perPage}`, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** After leads have changed: whatever is known of them is asked again. */
export function refreshLeads(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ["leads"] });
}
