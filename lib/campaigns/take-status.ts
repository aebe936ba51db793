import { notifyCampaign } from "./notify";
import { errorClassOf } from "./twilio-errors";
import type { WebhookFields } from "./twilio-signature";
import { field } from "./webhook";
import type { Context } from "@/lib/context/context";
import type { Database } from "@/lib/db/sql";

/** Callbacks wait this long for company: thousands a second are written by some tens of statements. */
const GATHER_MS = 20;
const GROUP = 500;

interface Told {
  c: number;
  n: number;
  g: number;
  status: "sent" | "delivered" | "read" | "failed";
  sid: string;
  code: number | null;
  phone: string;
}

interface Waiting {
  told: Told;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Twilio's words for a status, as ours; what says nothing new is left out. */
const STATUS: Record<string, Told["status"] | undefined> = {
  queued: "sent", accepted: "sent", sending: "sent", sent: "sent", delivered: "delivered", read: "read", failed: "failed", undelivered: "failed", canceled: "failed",
};

/**
 * Takes in one status callback; `recipient` is `campaign.n.grant`, as the callback's URL carries it. Resolves when it is committed: Twilio is told 204 only then. What comes
 * twice, late or out of order changes nothing: a status only moves forward, and only that of its own attempt.
 */
export async function takeStatus(ctx: Context, recipient: string, fields: WebhookFields): Promise<void> {
  const told = readTold(recipient, fields);
  if (told) await absorber(ctx.db).add(told);
}

function readTold(recipient: string, fields: WebhookFields): Told | null {
  const [, c, n, g] = /^(\d{1,15})\.(\d{1,9})\.(\d{1,5})$/.exec(recipient) ?? [];
  const status = STATUS[field(fields, "MessageStatus")];
  const sid = field(fields, "MessageSid");
  if (!c || !status || !sid) return null;
  const code = Number(field(fields, "ErrorCode"));
  return { c: Number(c), n: Number(n), g: Number(g), status, sid, code: code > 0 ? code : null, phone: field(fields, "To").replace("whatsapp:", "") };
}

class Absorber {
  #waiting: Waiting[] = [];
  #isWriting = false;
  #isGathering = false;

  constructor(private readonly db: Database) {}

  add(told: Told): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ told, resolve, reject });
      if (this.#isGathering) return;
      this.#isGathering = true;
      setTimeout(() => void this.#write(), GATHER_MS);
    });
  }

  async #write(): Promise<void> {
    this.#isGathering = false;
    if (this.#isWriting) return;
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, GROUP);
      await this.#apply(group.map((one) => one.told)).then(
        () => group.forEach((one) => one.resolve()),
        (error: unknown) => group.forEach((one) => one.reject(error)),
      );
    }
    this.#isWriting = false;
  }

  async #apply(rows: Told[]): Promise<void> {
    const classed = rows.filter((row) => row.status === "failed" && row.code !== null).map((row) => ({ ...row, class: errorClassOf(row.code!) }));
    const optOuts = classed.filter((row) => row.class === "suppress").map(({ phone, code }) => ({ phone, code: String(code) }));
    const pauses = classed.filter((row) => row.class === "stop_campaign").map(({ c, code }) => ({ c, code, reason: "provider_account" }));
    const json = (value: unknown) => JSON.stringify(value);
    await this.db`select campaign_apply_statuses(${json(rows)}::text::jsonb, ${json(optOuts)}::text::jsonb, ${json(pauses)}::text::jsonb)`;
    for (const id of new Set(rows.map((row) => row.c))) await notifyCampaign(this.db, { id, status: pauses.some((pause) => pause.c === id) ? "paused" : "sending" });
  }
}

const shared = globalThis as typeof globalThis & { tandaStatusAbsorber?: { db: Database; absorber: Absorber } };

/** One a process: Next.js bundles each route apart. */
function absorber(db: Database): Absorber {
  if (shared.tandaStatusAbsorber?.db !== db) shared.tandaStatusAbsorber = { db, absorber: new Absorber(db) };
  return shared.tandaStatusAbsorber.absorber;
}
