import { setTimeout as sleep } from "node:timers/promises";
import { openSessionAuth } from "./auth";
import { afterClose } from "./close-codes";
import type { ConnectSlots } from "./connect-slots";
import { connect, type Connection } from "./connection";
import type { Outbox, StatusEvent } from "./outbox/types";
import type { SocketOptions } from "./socket";
import type { Context } from "@/lib/context/context";
import type { Log } from "@/lib/log/log";
import { AuthUnreadable, type Seal } from "@/lib/whatsapp/auth-seal";
import { endSession } from "@/lib/whatsapp/desired";
import type { Lease } from "@/lib/whatsapp/lease";

const RETRY_DATABASE_MS = 2_000;
/** After that many connections that never opened, a device is forgotten here although WhatsApp could not be told. */
const LOGOUT_ATTEMPTS = 3;

export interface SessionPorts {
  db: Context["db"];
  seal: Seal;
  outbox: Outbox;
  slots: ConnectSlots;
  log: Log;
  socket: SocketOptions;
}

export type SessionState = "waiting" | "connecting" | "pairing" | "open" | "ended";

/** A session that this gateway owns. One loop connects, waits for the end and connects again: never two connections at once. */
export class Session {
  state: SessionState = "waiting";
  readonly since = new Date();
  private seq = 0;
  private failures = 0;
  private isLoggingOut = false;
  private connection: Connection | undefined;
  private readonly stopping = new AbortController();
  private waking = new AbortController();
  private readonly life: Promise<void>;

  constructor(private readonly ports: SessionPorts, readonly lease: Lease, readonly desiredNo: number, wanted: "running" | "logged_out") {
    this.isLoggingOut = wanted === "logged_out";
    if (!this.isLoggingOut) this.report({ status: "pending", reason: "connecting" });
    this.life = this.live();
  }

  /** Closes for now: the lease may be given back, and whoever takes it goes on. Tells nothing. */
  async close(): Promise<void> {
    this.stopping.abort();
    await this.connection?.close();
    await this.life;
  }

  /** Ends it until somebody starts it again. */
  async stop(): Promise<void> {
    await this.close();
    await this.end({ end: "stopped", status: "inactive", reason: "stopped" });
  }

  /** Tells WhatsApp to forget this device and forgets it here. */
  async logout(): Promise<void> {
    this.isLoggingOut = true;
    this.waking.abort();
    if (this.state === "open") await this.connection?.logout().catch(() => undefined);
    else await this.connection?.close();
    await this.life;
  }

  /** The gateway goes: says so, unless it was off anyway. */
  reportStopped(reason: string): void {
    if (this.state !== "ended") this.report({ status: "inactive", reason });
  }

  private async live(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        const next = await this.connectOnce();
        if (next === undefined) return;
        await this.pause(next);
      } catch (error) {
        if (error instanceof AuthUnreadable) return this.giveUp(error);
        this.ports.log.error({ err: error, session_id: this.lease.sessionId }, "session could not be connected: trying again; see whether the database answers");
        await this.pause(RETRY_DATABASE_MS);
      }
    }
  }

  /** Answers after how many milliseconds to connect again, or nothing when there is nothing more to do. */
  private async connectOnce(): Promise<number | undefined> {
    this.state = "waiting";
    const giveBack = await this.ports.slots.take(this.stopping.signal);
    if (!giveBack) return undefined;
    try {
      const auth = await openSessionAuth(this.ports.db, this.ports.seal, this.lease, () => void this.close());
      if (this.stopping.signal.aborted) return undefined;
      if (this.isLoggingOut && !auth.isPaired()) return this.endLoggedOut();
      this.state = "connecting";
      this.connection = connect(auth, this.ports.socket, {
        onAnswered: giveBack,
        onQr: (qr, expiresAt) => this.onQr(qr, expiresAt),
        onPaired: () => this.report({ status: "pending", reason: "paired" }),
        onOpen: (who) => this.onOpen(who),
      });
      const { code, wasOpen } = await this.connection.closed;
      // 515 asks for a restart right after pairing: what was agreed must be in the database before.
      await auth.flush();
      return await this.onClosed(code, wasOpen, auth.isPaired());
    } finally {
      this.connection = undefined;
      giveBack();
    }
  }

  private onQr(qr: string, expiresAt: Date): void {
    if (this.state !== "pairing") this.report({ status: "pending", reason: "qr" });
    this.state = "pairing";
    this.seq += 1;
    this.ports.outbox.qr({ sessionId: this.lease.sessionId, epoch: this.lease.epoch, seq: this.seq, qr, expiresAt });
  }

  private onOpen(who: { phone?: string; name?: string }): void {
    this.state = "open";
    this.failures = 0;
    if (this.isLoggingOut) return void this.connection?.logout().catch(() => undefined);
    this.report({ status: "active", ...who });
  }

  private async onClosed(code: number, wasOpen: boolean, isPaired: boolean): Promise<number | undefined> {
    this.state = "waiting";
    if (this.stopping.signal.aborted) return undefined;
    this.failures = wasOpen ? 1 : this.failures + 1;
    if (this.isLoggingOut) return this.onClosedLoggingOut(wasOpen);
    const next = afterClose({ code, isPaired, failures: this.failures }, Math.random());
    this.ports.log.info({ session_id: this.lease.sessionId, epoch: this.lease.epoch, code, reason: next.reason, after_ms: next.kind === "reconnect" ? next.afterMs : undefined }, `session closed: ${next.kind}`);
    if (next.kind === "end") {
      await this.end({ ...next, closeCode: code });
      return undefined;
    }
    this.report(next.reason === "restart" ? { status: "pending", reason: "restart", closeCode: code } : { status: "inactive", reason: next.reason, closeCode: code });
    return next.afterMs;
  }

  private async onClosedLoggingOut(wasOpen: boolean): Promise<number | undefined> {
    if (!wasOpen && this.failures < LOGOUT_ATTEMPTS) return RETRY_DATABASE_MS;
    if (!wasOpen) this.ports.log.warn({ session_id: this.lease.sessionId }, "logged out here, but WhatsApp could not be told: remove the linked device on the phone");
    return this.endLoggedOut();
  }

  private async endLoggedOut(): Promise<undefined> {
    await this.end({ end: "logged_out", status: "inactive", reason: "logged_out" });
  }

  private async end({ end, ...status }: { end: "stopped" | "logged_out" } & Pick<StatusEvent, "status" | "reason" | "closeCode">): Promise<void> {
    this.stopping.abort();
    this.report(status);
    this.state = "ended";
    await endSession(this.ports.db, this.lease, this.desiredNo, end);
  }

  private giveUp(error: AuthUnreadable): Promise<void> {
    this.ports.log.error({ session_id: this.lease.sessionId }, error.message);
    return this.end({ end: this.isLoggingOut ? "logged_out" : "stopped", status: "failed", reason: "auth_unreadable" });
  }

  private report(status: Pick<StatusEvent, "status" | "reason" | "closeCode" | "phone" | "name">): void {
    this.seq += 1;
    this.ports.outbox.status({ sessionId: this.lease.sessionId, epoch: this.lease.epoch, seq: this.seq, at: new Date(), ...status });
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: AbortSignal.any([this.stopping.signal, this.waking.signal]) }).catch(() => undefined);
    this.waking = new AbortController();
  }
}
