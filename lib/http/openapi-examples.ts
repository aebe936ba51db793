/** Examples of the operations that integrators begin with: what to send, and what comes back. */
export const EXAMPLES: Record<string, { body?: unknown; response?: unknown }> = {
  "POST /api/crm/leads/bulk-status": {
    body: { lead_ids: [101, 102, 7], estado: "aprobado" },
    response: { success: true, updated: 1, unchanged: 1, failed: 1, failures: [{ lead_id: 7, error: "lead_not_found" }] },
  },
  "POST /api/crm/leads/bulk-status-async": {
    body: { filter: { estado: ["contactado", "interesado"], created_after: "2026-10-01" }, estado: "aprobado", expected_estado: ["contactado", "interesado"] },
    response: { success: true, job_id: "bulk_20418", status: "queued", total_leads: 4180, check_status_url: "/api/crm/jobs/bulk_20418" },
  },
  "POST /api/crm/leads": { body: { cliente_id: 1, external_id: "A-1042", name: "Yusmary Colmenares", phone: "+584245557310", city: "Maracaibo" } },
  "PATCH /api/crm/leads/{id}": { body: { city: "Cabimas" } },
  "POST /api/crm/leads/import": { body: "external_id,name,phone,city\nA-1042,Yusmary Colmenares,+584245557310,Maracaibo\n" },
  "POST /api/api-keys": { body: { name: "Integración CRM", role: "operator", limits: { max_leads_per_job: 5000 } } },
  "POST /api/crm/estados": { body: { code: "en_espera", name: "En espera", color: "#7f8b8f" } },
  "PATCH /api/crm/estados/{code}": { body: { name: "En pausa" } },
};
