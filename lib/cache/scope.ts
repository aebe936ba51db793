import { type Actor, ownerKey } from "@/lib/auth/actor";

declare const scoped: unique symbol;

/** Whose answer it is; made by the functions below alone, so that no key can be without one. */
export type CacheScope = string & { [scoped]: true };

/** What everybody who may ask gets alike. */
export const EVERYBODY = "everybody" as CacheScope;

/** What depends on role and tenant. */
export function scopeOf(actor: Actor): CacheScope {
  return JSON.stringify([actor.role, actor.clienteId]) as CacheScope;
}

/** What depends on the very person or key, too. */
export function ownScopeOf(actor: Actor): CacheScope {
  return JSON.stringify([actor.role, actor.clienteId, ownerKey(actor)]) as CacheScope;
}
