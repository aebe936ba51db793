import { Client } from "pg";

const RETRY_MS = 1_000;
const PROBE_EVERY_MS = 5_000;
const ANSWER_WITHIN_MS = 5_000;

export interface ListenerOptions {
  url: string;
  channel: string;
  /** Shown in pg_stat_activity. */
  name: string;
  onPayload: (payload: string) => void;
  /** It hears from now on; what was told before may have been missed. Called again after every loss. */
  onListening: () => void;
  /** It hears nothing, and tries again each second. Called once a loss. */
  onLost: (error: Error) => void;
}

/**
 * Listens to a channel on a connection of its own until it is closed, whatever becomes of the database meanwhile. postgres.js's `listen` comes back
 * up to twenty seconds after the database does, swallows a `listen` that fails, and takes a network that swallows packets for silence.
 */
export function keepListening(options: ListenerOptions): { close: () => Promise<void> } {
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let [closed, toldLost] = [false, false];

  const lose = (lost: Client, error: Error) => {
    if (client !== lost) return;
    client = undefined;
    clearTimeout(timer);
    void lost.end().catch(() => undefined);
    if (closed) return;
    if (!toldLost) options.onLost(error);
    toldLost = true;
    timer = setTimeout(open, RETRY_MS).unref();
  };
  const probe = (probed: Client) => {
    timer = setTimeout(() => void probed.query("select 1").then(() => client === probed && probe(probed), (error: Error) => lose(probed, error)), PROBE_EVERY_MS).unref();
  };
  function open() {
    const opened = new Client({ connectionString: options.url, application_name: options.name, keepAlive: true, connectionTimeoutMillis: ANSWER_WITHIN_MS, query_timeout: ANSWER_WITHIN_MS });
    client = opened;
    opened.on("notification", ({ payload }) => options.onPayload(payload ?? ""));
    opened.on("error", (error) => lose(opened, error));
    opened.on("end", () => lose(opened, new Error("the listening connection was closed")));
    void opened
      .connect()
      .then(() => opened.query(`listen ${opened.escapeIdentifier(options.channel)}`))
      .then(() => {
        if (client !== opened) return;
        toldLost = false;
        options.onListening();
        probe(opened);
      })
      .catch((error: Error) => lose(opened, error));
  }
  open();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
