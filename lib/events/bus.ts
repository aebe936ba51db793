import type { Queryable } from "@/lib/db/sql";

/** The channel that every process listens on. */
export const CHANNEL = "tanda";

/** What processes tell each other. Names what changed, never how: whoever cares reads it from the database. */
export type BusMessage =
  | { kind: "job"; id: number; publicId: string; version: number; clienteId: number | null }
  | { kind: "api-keys-changed" }
  | { kind: "campaign"; id: number; status: string }
  | { kind: "whatsapp-desired"; ids: string[] }
  | { kind: "whatsapp"; ids: string[] }
  | { kind: "alert"; id: number }
  | { kind: "queue" };

/** Tells every process, at the moment this transaction commits. */
export async function notifyProcesses(db: Queryable, message: BusMessage): Promise<void> {
  await db`select pg_notify(${CHANNEL}, ${JSON.stringify(message)})`;
}
