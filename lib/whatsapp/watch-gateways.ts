import { reapGateways } from "./lease";
import type { Context } from "@/lib/context/context";

/**
 * Each minute: says of the sessions of a gateway that has died that they are disconnected. Another gateway does so in seconds; where there is none, they
 * would be shown as active until one starts. The gateway itself stays on the list, so that its absence is seen.
 */
export async function watchGateways({ db, log }: Context): Promise<void> {
  for (const { id, sessions } of await reapGateways(db, { forget: false })) {
    if (sessions > 0) log.warn({ gateway_id: id, sessions }, "a gateway is gone and no other has taken its sessions: start one with npm run gateway");
  }
}
