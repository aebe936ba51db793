import type { RouteHandler } from "./route";
import { type Actor, SYSTEM } from "@/lib/auth/actor";
import { createApiKey } from "@/lib/auth/api-keys";
import { testContext, testDatabase } from "@/lib/db/testing";

export interface Call {
  key?: string;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
  params?: Record<string, string>;
  headers?: Record<string, string>;
}

export interface Answered<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  text: string;
  json: T;
}

/** Calls a route as Next.js would. */
export async function call<T = Record<string, unknown>>(handler: RouteHandler, method: string, url: string, options: Call = {}): Promise<Answered<T>> {
  const headers = new Headers(options.headers);
  if (options.key) headers.set("Authorization", `Bearer ${options.key}`);
  if (options.body !== undefined && !headers.has("content-type")) headers.set("Content-Type", "application/json");
  const body = options.body === undefined ? undefined : typeof options.body === "string" ? options.body : JSON.stringify(options.body);
  const response = await handler(new Request(`http://tanda.test${url}`, { method, headers, body }), { params: Promise.resolve(options.params ?? {}) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: (text.startsWith("{") ? JSON.parse(text) : {}) as T };
}

const NO_LIMITS = { cooldown_seconds: 0, max_pending_jobs: 1_000_000, max_jobs_per_day: 1_000_000, max_leads_per_day: 1_000_000_000, requests_per_minute: 1_000_000 };

/** A key that works, with no limit in its way. */
export async function addKey(role: "admin" | "operator" | "viewer" | "cliente", options: { clienteId?: number; limits?: Actor["limits"] } = {}): Promise<string> {
  const { key } = await createApiKey(testContext(testDatabase(), SYSTEM), {
    name: `test ${role}`, role, limits: { ...NO_LIMITS, ...options.limits },
    ...(options.clienteId !== undefined && { cliente_id: options.clienteId }),
  });
  return key;
}
