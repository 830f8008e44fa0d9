import type { Clock } from '../../../step';
import type { Lease, OpenLease, Storage } from '../../../storage/port';
import type { OwnershipEvents } from './ownership-events';

/** The time by which a lease must be overdue by the wall clock to be ended without being watched first, in ms. */
const LONG_OVERDUE_MS = 300_000;

/** The dependencies of a {@link LeaseWatch}. */
export interface LeaseWatchParts {
  readonly storage: Storage;
  readonly clock: Clock;
  /** The duration of the engine's own lease, in ms. */
  readonly ttlMs: number;
  /** The time between two looks, in ms. */
  readonly intervalMs: number;
  readonly events: OwnershipEvents;
}

/** A lease of another engine, as it was last seen. */
interface WatchedLease {
  readonly renewal: number;
  /** The time for which it is known not to have been renewed, in ms. */
  readonly silentMs: number;
  /** Whether the clock of its engine is ahead. */
  readonly isAhead: boolean;
  readonly isSkewReported: boolean;
}

/** The time of a look by both clocks: before the request, and after its response. */
interface Look {
  readonly requestedAt: number;
  readonly answeredAt: number;
  readonly wallBefore: number;
  readonly wallAfter: number;
}

/**
 * Watches the leases of other engines, and ends those that are dead: not renewed for their duration, which is measured
 * by the monotonic clock of this engine alone. Time counts only between looks that come in time, so an engine that was
 * blocked or suspended itself, or a storage that nobody could reach, ends no lease.
 */
export class LeaseWatch {
  private watched: ReadonlyMap<number, WatchedLease> = new Map();
  private latest: Look | undefined = undefined;

  constructor(private readonly parts: LeaseWatchParts) {}

  /** Looks at all leases but the engine's own. */
  async look(own: Lease): Promise<void> {
    const { storage, clock } = this.parts;
    const [requestedAt, wallBefore] = [clock.monotonic(), clock.now()];
    const leases = await storage.leases({ except: own });
    const look: Look = { requestedAt, wallBefore, answeredAt: clock.monotonic(), wallAfter: clock.now() };
    const before = this.watched;
    const watched = new Map(leases.map((lease) => [lease.id, this.seen(lease, before.get(lease.id), look)]));
    const isFirst = this.latest === undefined;
    this.watched = watched;
    this.latest = look;
    const dead = leases.filter((lease) => this.isSilent(lease) || (isFirst && isLongOverdue(lease, look)));
    const isAnyGone = [...before].some(([id, { isAhead }]) => isAhead && !watched.has(id));
    if (isAnyGone || dead.some(({ id }) => watched.get(id)?.isAhead)) await storage.correctTimers({ now: clock.now() });
    for (const lease of dead) await this.end(lease);
  }

  private async end(lease: OpenLease): Promise<void> {
    const { storage, events } = this.parts;
    if (await storage.endLease({ lease: { id: lease.id }, renewal: lease.renewal }))
      events.emit('leaseEnded', lease.engine);
  }

  private isSilent({ id, ttlMs = this.parts.ttlMs }: OpenLease): boolean {
    return (this.watched.get(id)?.silentMs ?? 0) >= ttlMs;
  }

  private seen(lease: OpenLease, before: WatchedLease | undefined, look: Look): WatchedLease {
    const { renewal } = lease;
    if (before?.renewal === renewal) return { ...before, silentMs: before.silentMs + this.quietMs(look) };
    const skewMs = lease.ttlMs === undefined ? 0 : this.skewMs(lease, before, look);
    const isSkewReported = before?.isSkewReported === true || skewMs !== 0;
    if (skewMs !== 0 && before?.isSkewReported !== true) this.parts.events.emit('skewNoticed', lease.engine, skewMs);
    return { renewal, silentMs: 0, isAhead: skewMs > 0, isSkewReported };
  }

  /** Returns the time since the latest look, as far as it was in time. */
  private quietMs({ requestedAt }: Look): number {
    const { latest } = this;
    return latest ? Math.min(requestedAt - latest.answeredAt, this.parts.intervalMs) : 0;
  }

  /**
   * Returns the least time by which the clock of another engine is ahead of this one's: negative if it is behind, 0 if
   * the clocks may agree. A lease that was seen before was renewed between the latest look and this one.
   */
  private skewMs({ renewedAt }: OpenLease, before: WatchedLease | undefined, look: Look): number {
    const { latest } = this;
    const toleranceMs = this.parts.ttlMs / 3;
    // The wall clock may have been set back between the looks.
    const walls = before && latest ? [latest.wallBefore, look.wallAfter] : [Number.NEGATIVE_INFINITY, look.wallAfter];
    const ahead = renewedAt - Math.max(...walls);
    const behind = renewedAt - Math.min(...walls);
    if (ahead > toleranceMs) return ahead;
    return behind < -toleranceMs ? behind : 0;
  }
}

function isLongOverdue({ renewedAt, ttlMs = 0 }: OpenLease, { wallAfter }: Look): boolean {
  return renewedAt + ttlMs + LONG_OVERDUE_MS <= wallAfter;
}
