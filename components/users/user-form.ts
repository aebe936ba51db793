import type { OwnLimitName } from "@/lib/auth/schemas";
import { type Pinnable, PINNABLE, type UserDetail, type UserRole } from "@/lib/users/schemas";

import type { UserBody } from "./requests";

export const LIMIT_NAMES = ["max_leads_per_job", "max_leads_per_day", "max_pending_jobs", "max_jobs_per_day", "cooldown_seconds", "requests_per_minute"] as const satisfies readonly OwnLimitName[];

/** What the dialog's fields hold while it is open. */
export interface UserDraft {
  role: UserRole;
  clienteId: string | undefined;
  text: Record<Pinnable | "login_email" | "password", string>;
  pinned: Pinnable[];
  limits: Partial<Record<OwnLimitName, string>>;
}

/** The fields of a user, or of nobody yet. */
export function draftOf(user: UserDetail | null): UserDraft {
  const text = Object.fromEntries([...PINNABLE, "login_email" as const].map((field) => [field, user?.[field] ?? ""]));
  return {
    role: (user?.role ?? "viewer") as UserRole,
    clienteId: user?.cliente_id ? String(user.cliente_id) : undefined,
    text: { ...text, password: "" } as UserDraft["text"],
    pinned: (user?.pinned ?? []) as Pinnable[],
    limits: Object.fromEntries(Object.entries(user?.limits ?? {}).map(([name, value]) => [name, String(value)])),
  };
}

/** What is sent of a draft: of a user that exists, only what differs. */
export function bodyOf(draft: UserDraft, user: UserDetail | null): UserBody {
  const { password, ...text } = draft.text;
  const whole: UserBody = {
    ...Object.fromEntries(Object.entries(text).map(([field, value]) => [field, value.trim() || null])),
    name: text.name.trim(),
    role: draft.role,
    cliente_id: draft.role === "cliente" && draft.clienteId ? Number(draft.clienteId) : null,
    pinned: PINNABLE.filter((field) => draft.pinned.includes(field)),
    limits: Object.fromEntries(Object.entries(draft.limits).filter(([, value]) => value.trim() !== "").map(([name, value]) => [name, Number(value)])),
  };
  const before = user ? bodyOf(draftOf(user), null) : {};
  const changed = Object.entries(whole).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]));
  return { ...Object.fromEntries(changed), ...(password !== "" && { password }) };
}
