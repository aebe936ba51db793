import type { Database } from "@/lib/db/sql";
import { type BusMessage, CHANNEL } from "@/lib/events/bus";

/**
 * Calls `onOrders` with the sessions that the console has given orders for, at once, and without any when orders may have been missed.
 * @returns a function that ends it.
 */
export async function watchDesired(db: Database, onOrders: (ids?: string[]) => void): Promise<() => Promise<void>> {
  const { unlisten } = await db.listen(
    CHANNEL,
    (payload) => {
      const message = JSON.parse(payload) as BusMessage;
      if (message.kind === "whatsapp-desired") onOrders(message.ids);
    },
    () => onOrders(),
  );
  return unlisten;
}
