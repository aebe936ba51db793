import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { CacheGauges, QrEvent, StatusEvent } from "./types";

const MAX_SESSIONS = 50_000;
const QR_MS = 60_000;
const STATUS_MS = 120_000;
const INFO_MS = 300_000;

/**
 * What was last handed over of each session, so that nothing is said twice: a QR until it expires, a status for two minutes, number and name for
 * five. What is said again afterwards refreshes when the session was last seen.
 */
export class Memory {
  private readonly qrs = new LRUCache<string, string>({ max: MAX_SESSIONS });
  private readonly statuses = new LRUCache<string, { told: string; isActive: boolean }>({ max: MAX_SESSIONS, ttl: STATUS_MS });
  private readonly infos = new LRUCache<string, string>({ max: MAX_SESSIONS, ttl: INFO_MS });
  private hits = 0;
  private misses = 0;

  /** Is this QR the session's last one? Else it is from now on. Only a digest is kept. */
  knowsQr({ sessionId, epoch, qr, expiresAt }: QrEvent): boolean {
    const told = `${epoch} ${createHash("sha256").update(qr).digest("base64url")}`;
    if (this.qrs.get(sessionId) === told) return this.count(true);
    const ttl = Math.min(expiresAt.getTime() - Date.now(), QR_MS);
    if (ttl > 0) this.qrs.set(sessionId, told, { ttl });
    return this.count(false);
  }

  /** Is this the session's present status, with nothing new of its number and name? Else it is from now on. */
  knowsStatus({ sessionId, epoch, status, reason, closeCode, phone, name }: StatusEvent): boolean {
    const told = JSON.stringify([epoch, status, reason, closeCode]);
    const info = JSON.stringify([phone, name]);
    const hasInfo = phone !== undefined || name !== undefined;
    if (this.statuses.get(sessionId)?.told === told && (!hasInfo || this.infos.get(sessionId) === info)) return this.count(true);
    this.statuses.set(sessionId, { told, isActive: status === "active" });
    if (hasInfo) this.infos.set(sessionId, info);
    return this.count(false);
  }

  /** What is told next of the session is new again. */
  forget(sessionId: string): void {
    for (const kind of [this.qrs, this.statuses, this.infos]) kind.delete(sessionId);
  }

  gauges(): CacheGauges {
    for (const kind of [this.qrs, this.statuses, this.infos]) kind.purgeStale();
    const asked = this.hits + this.misses;
    const connectionKeys = [...this.statuses.values()].filter(({ isActive }) => isActive).length;
    return {
      totalKeys: this.qrs.size + this.statuses.size + this.infos.size,
      qrKeys: this.qrs.size,
      statusKeys: this.statuses.size,
      connectionKeys,
      infoKeys: this.infos.size,
      hits: this.hits,
      misses: this.misses,
      hitRate: asked === 0 ? 0 : this.hits / asked,
    };
  }

  private count(known: boolean): boolean {
    if (known) this.hits += 1;
    else this.misses += 1;
    return known;
  }
}
