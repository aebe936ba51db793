import type { Order, Orders } from "./http";
import { systemContext } from "@/lib/context/system-context";
import { logoutSession, restartSession, startSession, stopSession } from "@/lib/whatsapp/control-session";
import { sessionOfUser } from "@/lib/whatsapp/session-of-user";

/** What the console does, done for whoever holds the gateway's token. */
export const orders: Orders = {
  async start(order) {
    const ctx = systemContext();
    return (await ("user_id" in order ? startSession(ctx, order) : restartSession(ctx, order.session_id))).sessionId;
  },
  async stop(order) {
    return (await stopSession(systemContext(), await sessionId(order))).sessionId;
  },
  async logout(order) {
    return (await logoutSession(systemContext(), await sessionId(order))).sessionId;
  },
};

async function sessionId(order: Order): Promise<string> {
  return "user_id" in order ? sessionOfUser(systemContext(), order.user_id) : order.session_id;
}
