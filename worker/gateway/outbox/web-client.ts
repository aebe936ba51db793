import { z } from "zod";

const TIMEOUT_MS = 10_000;

/** What came of a batch. `failed`: try again later, all of it. `refused`: this very batch will never be taken. */
export type Outcome =
  | { kind: "taken"; rejected: { index: number; path?: string }[] }
  | { kind: "failed"; why: string; waitMs: number }
  | { kind: "refused"; why: string };

const taken = z.object({ success: z.literal(true), rejected: z.array(z.object({ index: z.int(), path: z.string().optional() })) });
const REFUSING = new Set([400, 413, 415, 422]);

/** Posts batches to the web; never throws. */
export function createWebClient(webUrl: string, token: string) {
  return async function post(path: string, items: unknown[]): Promise<Outcome> {
    try {
      const response = await fetch(new URL(path, webUrl), {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify({ items }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: "error",
      });
      const text = await response.text();
      if (response.ok) return { kind: "taken", rejected: taken.parse(JSON.parse(text)).rejected };
      if (REFUSING.has(response.status)) return { kind: "refused", why: `HTTP ${response.status}` };
      const seconds = Number(response.headers.get("retry-after") ?? 0);
      return { kind: "failed", why: `HTTP ${response.status}`, waitMs: Number.isFinite(seconds) ? seconds * 1000 : 0 };
    } catch (error) {
      return { kind: "failed", why: reasonOf(error), waitMs: 0 };
    }
  };
}

export type WebClient = ReturnType<typeof createWebClient>;

/** Only codes and names: a parser's message may quote what it read. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? name ?? "failed";
}
