export interface Ordered {
  sessionId: string;
  epoch: number;
  seq: number;
}

export interface Waiting<E extends Ordered> {
  event: E;
  /** When the first event that this one stands for came, by `performance.now()`. */
  since: number;
  dueAt: number;
  isUrgent: boolean;
}

/** Is `a` newer than `b`? */
export function isNewer(a: Ordered, b: Ordered): boolean {
  return a.epoch !== b.epoch ? a.epoch > b.epoch : a.seq > b.seq;
}

/** What waits to be sent: the newest of each session, so it is bounded by the sessions and not by the time the web is away. */
export class Lane<E extends Ordered> {
  private urgent = new Map<string, Waiting<E>>();
  private patient = new Map<string, Waiting<E>>();

  get size(): number {
    return this.urgent.size + this.patient.size;
  }

  get urgentSize(): number {
    return this.urgent.size;
  }

  find(sessionId: string): E | undefined {
    return (this.urgent.get(sessionId) ?? this.patient.get(sessionId))?.event;
  }

  /** The newest stands for those before it and inherits their place: an early deadline is kept. */
  put(waiting: Waiting<E>): void {
    const { sessionId } = waiting.event;
    const before = this.urgent.get(sessionId) ?? this.patient.get(sessionId);
    const merged = before
      ? { event: waiting.event, since: before.since, dueAt: Math.min(before.dueAt, waiting.dueAt), isUrgent: before.isUrgent || waiting.isUrgent }
      : waiting;
    if (merged.isUrgent) this.patient.delete(sessionId);
    (merged.isUrgent ? this.urgent : this.patient).set(sessionId, merged);
  }

  /** Takes out at most so many: the urgent first, then the oldest. */
  take(count: number): Waiting<E>[] {
    const taken: Waiting<E>[] = [];
    for (const queue of [this.urgent, this.patient]) {
      for (const [sessionId, waiting] of queue) {
        if (taken.length === count) return taken;
        queue.delete(sessionId);
        taken.push(waiting);
      }
    }
    return taken;
  }

  /** Puts back what could not be sent, before the others, unless something newer of its session waits. */
  putBack(entries: Waiting<E>[]): void {
    const stale = entries.filter(({ event }) => !this.find(event.sessionId));
    const first = (isUrgent: boolean, rest: Map<string, Waiting<E>>) =>
      new Map([...stale.filter((entry) => entry.isUrgent === isUrgent).map((entry): [string, Waiting<E>] => [entry.event.sessionId, entry]), ...rest]);
    this.urgent = first(true, this.urgent);
    this.patient = first(false, this.patient);
  }

  oldest(): number | undefined {
    return this.least((waiting) => waiting.since);
  }

  nextDueAt(): number | undefined {
    return this.least((waiting) => waiting.dueAt);
  }

  /** Each queue is in the order of its deadlines. */
  private least(of: (waiting: Waiting<E>) => number): number | undefined {
    const [urgent] = this.urgent.values();
    const [patient] = this.patient.values();
    const heads = [urgent, patient].filter((waiting) => waiting !== undefined).map(of);
    return heads.length > 0 ? Math.min(...heads) : undefined;
  }
}
