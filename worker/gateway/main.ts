import "./async-storage";
import { silenceConsole } from "./quiet-console";
process.env.TANDA_PROCESS ??= "gateway";
import { startGateway, type Gateway } from "./gateway";
import { startHttp } from "./http";
import { createOutbox } from "./outbox/outbox";
import { orders } from "./orders";
import { gatewayToken } from "@/lib/auth/gateway-token";
import { settings, SettingsError } from "@/lib/config/env";
import { closeDatabase, database } from "@/lib/db/sql";
import { asAppError } from "@/lib/http/problem";
import { log } from "@/lib/log/log";
import { startMeasuring, stopMeasuring } from "@/lib/measure/measuring";

/** After this a drain gives up: what was not sent waits in the database, and others take the sessions over. */
const DRAIN_MS = 25_000;

async function main(): Promise<void> {
  const { GATEWAY_HOST, GATEWAY_PORT, DATABASE_URL, WHATSAPP_WS_URL, WHATSAPP_LIVE } = settings();
  if (!WHATSAPP_LIVE && !WHATSAPP_WS_URL) throw new SettingsError("Settings are missing or malformed:\n  WHATSAPP_LIVE: expects true, for sessions to be opened at WhatsApp itself");
  silenceConsole();
  const running: { gateway?: Gateway; starting?: Promise<Gateway> } = {};
  const server = await startHttp({ host: GATEWAY_HOST, port: GATEWAY_PORT, token: gatewayToken(), gateway: () => running.gateway, orders, log: log() });
  const drain = (signal: string) => {
    log().info({ signal }, "gateway draining: sessions close, what they told is sent");
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    server.close();
    void Promise.resolve(running.starting)
      .then((gateway) => gateway?.stop())
      .then(stopMeasuring)
      .then(closeDatabase)
      .then(() => {
        log().info("gateway stopped");
        process.exit(0);
      });
  };
  process.once("SIGTERM", () => drain("SIGTERM"));
  process.once("SIGINT", () => drain("SIGINT"));
  startMeasuring("gateway");
  running.starting = startGateway({
    db: database(), databaseUrl: DATABASE_URL, log: log(), url: `http://${GATEWAY_HOST}:${GATEWAY_PORT}`, socket: { url: WHATSAPP_WS_URL },
    openOutbox: (gatewayId) => createOutbox({ db: database(), gatewayId, webUrl: webUrl(), token: gatewayToken(), log: log() }),
  });
  running.gateway = await running.starting;
}

function webUrl(): string {
  const { GATEWAY_WEB_URL, HOST, PORT } = settings();
  return GATEWAY_WEB_URL ?? `http://${{ "0.0.0.0": "127.0.0.1", "::": "[::1]" }[HOST] ?? HOST}:${PORT}`;
}

// One session's stray promise must not end thousands of others: Baileys' handlers are not awaited by anybody.
process.on("unhandledRejection", (error) => log().warn({ err: error }, "a promise of a library failed: the session it belongs to reconnects by itself"));

process.on("uncaughtException", (error) => {
  const isWriteToGoneSocket = error instanceof TypeError && error.message.includes("'write'") && (error.stack?.includes("/postgres/") ?? false);
  if (isWriteToGoneSocket || asAppError(error).code === "unavailable") return log().warn({ err: error }, "an echo of the lost database");
  log().fatal({ err: error }, "gateway failed");
  process.exit(1);
});

main().catch((error: unknown) => {
  if (error instanceof SettingsError) process.stderr.write(`${error.message}\n`);
  else log().fatal({ err: error }, "gateway could not start");
  process.exit(1);
});
