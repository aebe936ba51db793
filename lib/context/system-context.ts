import { randomUUID } from "node:crypto";
import type { Context } from "./context";
import { SYSTEM } from "@/lib/auth/actor";
import { database } from "@/lib/db/sql";
import { log } from "@/lib/log/log";

/** The context of the system's own work outside requests: commands, cron and set-up. */
export function systemContext(requestId: string = randomUUID()): Context {
  return {
    actor: SYSTEM,
    db: database(),
    requestId,
    now: () => new Date(),
    log: log().child({ request_id: requestId }),
    signal: new AbortController().signal,
    locale: "es",
  };
}
