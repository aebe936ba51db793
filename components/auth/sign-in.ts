export type SignInOutcome = { kind: "ok" | "wrong" | "inactive" | "network" | "failed" } | { kind: "limited"; seconds: number };

const LIMIT_SECONDS = 60;

/** Asks for a session by e-mail and password; what went wrong is an outcome, never an exception. */
export async function signIn(email: string, password: string): Promise<SignInOutcome> {
  const response = await post("/api/auth/sign-in/email", { email, password });
  if (!response) return { kind: "network" };
  if (response.status === 429) return { kind: "limited", seconds: Number(response.headers.get("x-retry-after")) || LIMIT_SECONDS };
  if (response.status >= 400 && response.status < 500) return { kind: "wrong" };
  if (!response.ok) return { kind: "failed" };
  const { user } = (await response.json()) as { user?: { active?: boolean } };
  if (user?.active !== false) return { kind: "ok" };
  await post("/api/auth/sign-out", {});
  return { kind: "inactive" };
}

function post(path: string, body: unknown): Promise<Response | null> {
  return fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }).catch(() => null);
}
