export const keyRoles = ["operator", "viewer", "cliente", "gateway", "admin"] as const;

/** A role that a key can have, the usual ones first. */
export type KeyRole = (typeof keyRoles)[number];

export function isKeyRole(role: string): role is KeyRole {
  return keyRoles.some((each) => each === role);
}
