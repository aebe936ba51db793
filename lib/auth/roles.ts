import type { Actor, Role } from "./actor";
import { AppError } from "@/lib/errors/errors";

/** What each role may do. Pages, routes and verbs ask this table and nothing else. */
const PERMISSIONS = {
  "leads:read": ["admin", "operator", "viewer", "cliente"],
  "leads:write": ["admin", "operator", "cliente"],
  "jobs:read": ["admin", "operator", "viewer", "cliente"],
  "jobs:write": ["admin", "operator", "cliente"],
  "clientes:read": ["admin", "operator", "viewer"],
  "estados:write": ["admin"],
  "api-keys:manage": ["admin"],
  "wispro:read": ["admin", "operator", "viewer"],
  "wispro:run": ["admin"],
  "campaigns:read": ["admin", "operator", "viewer"],
  "campaigns:write": ["admin", "operator"],
  "users:read": ["admin", "operator", "viewer"],
  "users:write": ["admin"],
  "whatsapp:read": ["admin", "operator", "viewer"],
  "whatsapp:write": ["admin", "operator"],
  "whatsapp:report": ["admin", "gateway"],
  "webhooks:manage": ["admin", "cliente"],
  "alerts:read": ["admin", "operator", "viewer"],
  "alerts:write": ["admin", "operator"],
  "overview:read": ["admin", "operator", "viewer", "cliente"],
  "performance:read": ["admin", "operator", "viewer"],
  "queue:read": ["admin", "operator", "viewer"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/** The roles that hold a permission. */
export function rolesWith(permission: Permission): readonly Role[] {
  return PERMISSIONS[permission];
}

/** May the actor do this? */
export function may(actor: Pick<Actor, "role">, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(actor.role);
}

/** @throws AppError `forbidden` unless the actor holds the permission. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (!may(actor, permission)) throw new AppError("forbidden");
}
