import { bareUpsert } from "./bare-upsert";
import { database } from "@/lib/db/sql";

/** The bare upsert in the web process itself, which tells how long it took there. Built into a copy of the app alone. */
export async function POST(request: Request): Promise<Response> {
  const rows = await request.text();
  const startedAt = performance.now();
  await bareUpsert(database(), rows);
  return Response.json({ ms: performance.now() - startedAt });
}
