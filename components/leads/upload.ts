import { ApiError } from "@/components/api";
import type { AcceptedJob } from "@/lib/jobs/schemas";

export interface Upload {
  file: File;
  /** Left out by a tenant's own people. */
  clienteId?: number;
  dryRun: boolean;
  /** Between 0 and 1, as the file leaves. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/**
 * Sends a CSV to the import, straight from the disk. XMLHttpRequest and not fetch: only it tells how much has left.
 * @throws ApiError for every answer that is not a success; code `network` when there was none, `aborted` when it was stopped.
 */
export function uploadCsv({ file, clienteId, dryRun, onProgress, signal }: Upload): Promise<AcceptedJob> {
  const query = new URLSearchParams({ dry_run: String(dryRun), filename: file.name.slice(0, 200), ...(clienteId !== undefined && { cliente_id: String(clienteId) }) });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/crm/leads/import?${query}`);
    request.setRequestHeader("content-type", "text/csv");
    request.setRequestHeader("accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status < 300) resolve(request.response as AcceptedJob);
      else reject(new ApiError(request.status, (request.response ?? {}) as Record<string, unknown>));
    };
    request.onerror = () => reject(new ApiError(0, {}));
    request.onabort = () => reject(new ApiError(0, { error: "aborted" }));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}
