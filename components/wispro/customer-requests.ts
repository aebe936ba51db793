export type CustomerOutcome = { next: "account" | "choose_password" } | { failure: string };

/** Asks to sign in by identity number. A failure is the API's own sentence; empty when no answer came. */
export const signInCustomer = (identity: string, password: string) => post("/api/account/sign-in", { identity, password });

/** Replaces the first password by one of the customer's own. */
export const choosePassword = (password: string) => post("/api/account/password", { password });

// Not components/api.ts: its 401 leads to this very page.
async function post(path: string, body: unknown): Promise<CustomerOutcome> {
  const response = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }).catch(() => null);
  const answer = (await response?.json().catch(() => null)) as { next?: "account" | "choose_password"; message?: string } | null;
  return response?.ok && answer?.next ? { next: answer.next } : { failure: answer?.message ?? "" };
}
