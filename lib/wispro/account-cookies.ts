import { auth } from "@/lib/auth/auth";
import { settings } from "@/lib/config/env";

const TICKET_COOKIE = "tanda.first_password";
const TICKET_SECONDS = 15 * 60;

/** Opens the customer's session. Answers the `Set-Cookie` lines, which also take the ticket away. */
export async function sessionCookies(userId: number, request: Request): Promise<string[]> {
  const { headers } = await auth().api.openSession({ body: { userId: String(userId) }, headers: request.headers, returnHeaders: true });
  return [...headers.getSetCookie(), ticketCookie("", 0)];
}

/** The cookie that lets a customer choose a password, and nothing else. */
export function ticketCookie(ticket: string, seconds = TICKET_SECONDS): string {
  const secure = settings().APP_URL?.startsWith("https:") ? "; Secure" : "";
  return `${TICKET_COOKIE}=${ticket}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`;
}

/** The ticket that came with a request; empty without one. */
export function ticketOf(request: Request): string {
  return new RegExp(`(?:^|;\\s*)${TICKET_COOKIE.replace(".", "\\.")}=([^;]*)`).exec(request.headers.get("cookie") ?? "")?.[1] ?? "";
}

/** An answer with cookies. */
export function withCookies(body: unknown, cookies: string[]): Response {
  const response = Response.json(body);
  for (const cookie of cookies) response.headers.append("Set-Cookie", cookie);
  return response;
}
