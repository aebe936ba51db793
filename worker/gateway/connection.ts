import type { BaileysEventMap, WASocket } from "@whiskeysockets/baileys";
import type { SessionAuth } from "./auth";
import { openSocket, type SocketOptions } from "./socket";

const FIRST_QR_MS = 60_000;
const LATER_QR_MS = 20_000;
/** Answering takes seconds at most; after that the slot is wanted by others. */
const ANSWER_TIMEOUT_MS = 45_000;
const NO_ANSWER = 408;
const BROKEN = 428;

export interface ConnectionEvents {
  onQr(qr: string, expiresAt: Date): void;
  onPaired(): void;
  onOpen(who: { phone?: string; name?: string }): void;
  /** The server has answered: open, or with a QR to scan, or no more. */
  onAnswered(): void;
}

export interface Connection {
  /** Resolves once, with the code, when nothing of it is open any more. */
  closed: Promise<{ code: number; wasOpen: boolean }>;
  close(): Promise<void>;
  /** Tells WhatsApp to forget this device, which also closes. */
  logout(): Promise<void>;
}

/** One connection of a session, from its start to its end. */
export function connect(auth: SessionAuth, options: SocketOptions, events: ConnectionEvents): Connection {
  const socket = openSocket(auth, options);
  let wasOpen = false;
  let qrs = 0;
  let resolveClosed!: (end: { code: number; wasOpen: boolean }) => void;
  const closed = new Promise<{ code: number; wasOpen: boolean }>((resolve) => (resolveClosed = resolve));
  const answerTimer = setTimeout(() => void socket.end(noAnswer()), ANSWER_TIMEOUT_MS);
  const answered = () => {
    clearTimeout(answerTimer);
    events.onAnswered();
  };
  socket.ev.on("creds.update", () => auth.saveCreds());
  socket.ev.on("connection.update", (update) => {
    if (update.qr) {
      answered();
      events.onQr(update.qr, new Date(Date.now() + (options.qrMs ?? (qrs++ === 0 ? FIRST_QR_MS : LATER_QR_MS))));
    }
    if (update.isNewLogin) events.onPaired();
    if (update.connection === "open") {
      wasOpen = true;
      answered();
      events.onOpen(whoIs(socket));
    }
    if (update.connection === "close") {
      answered();
      resolveClosed({ code: closeCode(update), wasOpen });
    }
  });
  return {
    closed,
    async close() {
      await socket.end(undefined);
      await closed;
    },
    async logout() {
      await socket.logout();
      await closed;
    },
  };
}

function closeCode({ lastDisconnect }: BaileysEventMap["connection.update"]): number {
  const { output } = (lastDisconnect?.error ?? {}) as { output?: { statusCode?: number } };
  return output?.statusCode ?? BROKEN;
}

function noAnswer(): Error {
  return Object.assign(new Error("no answer"), { output: { statusCode: NO_ANSWER } });
}

/** The number as it is dialled: the part of the JID before device and server. */
function whoIs({ user }: WASocket): { phone?: string; name?: string } {
  const digits = user?.id.match(/^\d+/)?.[0];
  return { ...(digits && { phone: `+${digits}` }), ...(user?.name && { name: user.name }) };
}
