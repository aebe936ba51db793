import { sendingOptions } from "./options";
import { SendLoop } from "./send-loop";
import { twilioPort } from "../sender";
import type { Database } from "@/lib/db/sql";
import { subscribe } from "@/lib/events/hub";
import { log } from "@/lib/log/log";

const loops = new Map<string, SendLoop>();

/** The send loop of a sender in this process, for one life of the worker: claims carry the worker's id, so a new life has a loop of its own. */
export function sendLoop(db: Database, senderId: number, workerId: string): SendLoop {
  const key = `${workerId} ${senderId}`;
  const known = loops.get(key);
  if (known) return known;
  if (loops.size === 0) listen();
  const loop = new SendLoop({ db, port: twilioPort(), senderId, workerId, options: sendingOptions(), log: log() });
  loops.set(key, loop);
  return loop;
}

/** A pause or stop gives back at once what is granted and not started, rather than when its slot comes. */
function listen(): void {
  subscribe({
    onMessage: (message) => {
      if (message.kind !== "campaign" || message.status === "sending") return;
      for (const loop of loops.values()) loop.handBack((campaignId) => campaignId === message.id);
    },
    onReset: () => undefined,
    onClose: () => undefined,
  });
}
