import type { IncomingMessage } from "node:http";
import { type CacheStore, isJidBroadcast, isJidGroup, isJidNewsletter, makeWASocket, type WASocket } from "@whiskeysockets/baileys";
import { LRUCache } from "lru-cache";
import type { SessionAuth } from "./auth";
import { createTurns } from "./turns";

const CONNECT_TIMEOUT_MS = 20_000;
const CLOSE_TIMEOUT_MS = 1_000;

/** Baileys' own log names phone numbers, keys and what a QR is made of: none of it is kept. */
const silent = { level: "silent", child: () => silent, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** Baileys makes four caches for each socket unless they are handed in: these are shared by all sessions, and bounded. */
const sharedCaches = {
  msgRetryCounterCache: boundedCache(3_600_000),
  callOfferCache: boundedCache(300_000),
  userDevicesCache: boundedCache(300_000),
  placeholderResendCache: boundedCache(3_600_000),
};

/** WhatsApp's own address and Baileys' own pace where nothing else is given. */
export interface SocketOptions {
  url?: string;
  /** Between two signs of life; five seconds more without one and the connection counts as lost. */
  keepAliveMs?: number;
  /** How long each QR lives. */
  qrMs?: number;
}

/** A real Baileys socket, connecting already. */
export function openSocket(auth: SessionAuth, { url, keepAliveMs, qrMs }: SocketOptions): WASocket {
  const socket = makeWASocket({
    ...(url !== undefined && { waWebSocketUrl: url }),
    ...(keepAliveMs !== undefined && { keepAliveIntervalMs: keepAliveMs }),
    ...(qrMs !== undefined && { qrTimeout: qrMs }),
    ...sharedCaches,
    auth: auth.state,
    logger: silent,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    // A session is held, not read: no history, no contacts, and the phone goes on getting its notifications.
    syncFullHistory: false,
    fireInitQueries: false,
    markOnlineOnConnect: false,
    enableRecentMessageCache: false,
    shouldIgnoreJid: (jid) => Boolean(isJidGroup(jid) || isJidBroadcast(jid) || isJidNewsletter(jid)),
    // A refused write is final, a database away for a moment is not.
    transactionOpts: { maxCommitRetries: 3, delayBetweenTriesMs: 500 },
  });
  boundClosing(socket);
  takeTurns(socket);
  return socket;
}

const inTurn = createTurns();
const IN_TURN = new Set<string | symbol>(["message", "close", "error"]);

/** What comes over the wire is handed to Baileys one piece a turn of the event loop, whichever of the sockets it comes from. */
function takeTurns({ ws }: WASocket): void {
  const emit = ws.emit.bind(ws);
  ws.emit = (event: string | symbol, ...args: unknown[]) => {
    if (!IN_TURN.has(event)) return emit(event, ...args);
    inTurn(() => void emit(event, ...args));
    return true;
  };
}

/** Baileys tells of a close only after the server has said goodbye, which a mute one never does: after a second the connection is cut. */
function boundClosing({ ws }: WASocket): void {
  let connection: IncomingMessage["socket"] | undefined;
  ws.on("upgrade", (response: IncomingMessage) => (connection = response.socket));
  const close = ws.close.bind(ws);
  ws.close = async () => {
    const cut = setTimeout(() => connection?.destroy(), CLOSE_TIMEOUT_MS);
    await close();
    clearTimeout(cut);
  };
}

function boundedCache(ttlMs: number): CacheStore & { del(key: string): void } {
  const cache = new LRUCache<string, { value: unknown }>({ max: 20_000, ttl: ttlMs });
  return {
    get: <T>(key: string) => cache.get(key)?.value as T | undefined,
    set: (key, value) => void cache.set(key, { value }),
    del: (key) => void cache.delete(key),
    flushAll: () => cache.clear(),
  };
}
