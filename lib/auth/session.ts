import type { Actor, OwnLimits, Role } from "./actor";
import { auth } from "./auth";

/** The signed-in person behind a request's cookie; null without a session, or when the person was deactivated. */
export async function sessionActor(headers: Headers): Promise<Actor | null> {
  const session = await auth().api.getSession({ headers });
  if (!session?.user.active) return null;
  const { user } = session;
  return {
    kind: "user",
    id: Number(user.id),
    name: user.name,
    email: user.email,
    role: user.role as Role,
    clienteId: user.clienteId == null ? null : Number(user.clienteId),
    limits: (user.limits ?? {}) as OwnLimits,
  };
}
