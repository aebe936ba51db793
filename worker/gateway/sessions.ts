import { Session, type SessionPorts } from "./session";
import { claimSessions, type Lease, releaseLease } from "@/lib/whatsapp/lease";
import { readWanted, touchSessions, type Wanted } from "@/lib/whatsapp/desired";

/** A claim is one short statement: the rest comes with the next. */
const CLAIM_MOST = 500;

export interface SessionView {
  sessionId: string;
  epoch: number;
  state: string;
  since: string;
}

/** The sessions of one life of a gateway: what it owns is what its rows say, and each does what is wanted of it. */
export class Sessions {
  private readonly held = new Map<string, Session>();
  /** Sessions on their way out: not to be touched until they are. */
  private readonly leaving = new Set<string>();
  private isOver = false;

  constructor(private readonly ports: SessionPorts, private readonly gatewayId: string) {}

  list(): SessionView[] {
    return [...this.held.values()].map(({ lease, state, since }) => ({ sessionId: lease.sessionId, epoch: lease.epoch, state, since: since.toISOString() }));
  }

  /** Takes what is free, then brings what runs into line with what is wanted: of all, or of the given ones. */
  async reconcile(ids?: string[]): Promise<void> {
    if (this.isOver) return;
    const claimed = await claimSessions(this.ports.db, this.gatewayId, CLAIM_MOST);
    const wanted = await readWanted(this.ports.db, this.gatewayId, ids && [...ids, ...claimed.map(({ sessionId }) => sessionId)]);
    if (this.isOver) return;
    for (const row of wanted) this.align(row);
    if (ids) return;
    const owned = new Map(wanted.map((row) => [row.sessionId, row.epoch]));
    for (const session of this.held.values()) if (owned.get(session.lease.sessionId) !== session.lease.epoch) this.drop(session);
  }

  /** Notes which sessions are open now. */
  async touch(): Promise<void> {
    await touchSessions(this.ports.db, this.gatewayId, [...this.held.values()].filter(({ state }) => state === "open").map(({ lease }) => lease.sessionId));
  }

  /** Closes everything at once and for good. `reason` is reported when the leases are still ours. */
  async close(reason?: string): Promise<void> {
    this.isOver = true;
    const sessions = [...this.held.values()];
    await Promise.all(sessions.map((session) => session.close()));
    if (reason) for (const session of sessions) session.reportStopped(reason);
    this.held.clear();
  }

  private align(row: Wanted): void {
    const { sessionId, epoch, desired, desiredNo } = row;
    if (this.leaving.has(sessionId)) return;
    const lease: Lease = { sessionId, epoch, gatewayId: this.gatewayId };
    const session = this.held.get(sessionId);
    if (session && session.lease.epoch !== epoch) return this.drop(session);
    if (!session && desired === "stopped") return this.leave(sessionId, () => releaseLease(this.ports.db, lease));
    if (!session) {
      this.held.set(sessionId, new Session(this.ports, lease, desiredNo, desired === "logged_out" ? "logged_out" : "running"));
      return;
    }
    if (session.state === "ended") return this.leave(sessionId, () => releaseLease(this.ports.db, lease));
    if (desired === "stopped") return this.leave(sessionId, () => session.stop());
    if (desired === "logged_out") return this.leave(sessionId, () => session.logout());
    // A newer order starts it anew, under a new epoch.
    if (desiredNo > session.desiredNo) this.leave(sessionId, () => session.close().then(() => releaseLease(this.ports.db, lease)));
  }

  /** Lets a session go without a word: it is another's. */
  private drop(session: Session): void {
    this.leave(session.lease.sessionId, () => session.close());
  }

  private leave(sessionId: string, how: () => Promise<void>): void {
    this.leaving.add(sessionId);
    void how()
      .catch((error: unknown) => this.ports.log.error({ err: error, session_id: sessionId }, "session could not be ended in order: it is read anew in seconds"))
      .finally(() => {
        this.held.delete(sessionId);
        this.leaving.delete(sessionId);
      });
  }
}
