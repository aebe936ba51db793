import type { Conflict } from "@/lib/wispro/schemas";

/** What to call the client of a conflict. */
export function clientName({ client, id_wispro }: Conflict): string {
  return client.name ?? client.wispro_number ?? id_wispro;
}
