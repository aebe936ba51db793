/** What a caller may be; the meaning of each role is in lib/auth/roles.ts. */
export type Role = "admin" | "operator" | "viewer" | "cliente" | "gateway" | "subscriber";

/** Own limits of a user or key, which override the settings. */
export interface OwnLimits {
  max_pending_jobs?: number;
  max_jobs_per_day?: number;
  max_leads_per_job?: number;
  max_leads_per_day?: number;
  cooldown_seconds?: number;
  requests_per_minute?: number;
}

export type ActorKind = "user" | "key" | "system";

/** Who asks: a person with a session, a program with a key, or the system itself. */
export interface Actor {
  kind: ActorKind;
  /** The user's or key's id; null for the system. */
  id: number | null;
  name: string;
  /** A person's address; programs have none. */
  email?: string;
  role: Role;
  /** The tenant a `cliente` belongs to; null for everybody else. */
  clienteId: number | null;
  limits: OwnLimits;
}

/** The system as actor: cron tasks and the worker's own work. */
export const SYSTEM: Actor = { kind: "system", id: null, name: "Tanda", role: "admin", clienteId: null, limits: {} };

/** One string for an actor: limits, idempotency keys and caches are kept by it. */
export function ownerKey(actor: Actor): string {
  return actor.id === null ? actor.kind : `${actor.kind}:${actor.id}`;
}
