import type { FailureRecord } from '../../errors';
import type { Place } from '../../flow';
import type { VisitStatus, VisitView } from './visit-view';

/** The statuses of a visit that has ended. */
export type EndStatus = Extract<VisitStatus, 'completed' | 'skipped' | 'failed' | 'cancelled'>;

/** The parts of a visit that do not depend on its events. */
export interface VisitHead {
  readonly path: string;
  /** Id of the place. */
  readonly placeId: string;
  /** Key of the node in its flow. */
  readonly node: string;
  /** `undefined` if the graph does not have it. */
  readonly place: Place | undefined;
}

/** One visit of a node, changed in place by events. */
export class Visit {
  status: VisitStatus = 'scheduled';
  /** The time of its latest change of status. */
  since: number;
  attempt = 0;
  attempts = 0;
  startedAt: number | undefined = undefined;
  endedAt: number | undefined = undefined;
  action: string | undefined = undefined;
  failure: FailureRecord | undefined = undefined;
  /** The number of visits inside of it. */
  innerVisits = 0;
  /** The visits inside of it that have not ended. */
  readonly openInside = new Set<Visit>();
  /** The status with which the latest visit inside of it ended. */
  lastInside: EndStatus | undefined = undefined;
  /** Whether it failed, and the latest redrive resumed it. */
  isRetried = false;
  private beforeEnd: VisitStatus = 'running';

  constructor(
    public head: VisitHead,
    /** The visit of the node around this one. */
    readonly parent: Visit | undefined,
    readonly enteredAt: number,
    /** From 1, where the node around it is a `repeat`. A redrive plays a round again under another visit number. */
    readonly round: number,
  ) {
    this.since = enteredAt;
    parent?.hold(this, enteredAt);
  }

  get isOpen(): boolean {
    return this.endedAt === undefined;
  }

  enter(status: Exclude<VisitStatus, EndStatus>, at: number): void {
    this.status = status;
    this.since = at;
  }

  private hold(inner: Visit, at: number): void {
    this.innerVisits += 1;
    this.openInside.add(inner);
    if (this.status !== 'scheduled') return;
    this.enter('running', at);
    this.startedAt ??= at;
  }

  begin(attempt: number, status: 'running' | 'waiting', at: number): void {
    this.enter(status, at);
    this.attempt = attempt;
    this.attempts += 1;
    this.startedAt ??= at;
  }

  end(status: EndStatus, at: number): void {
    this.stop(status, at);
    this.isRetried = false;
    this.parent?.openInside.delete(this);
    if (this.parent) this.parent.lastInside = status;
  }

  /** Ends the visit with a failure, and remembers its status for a redrive. */
  stop(status: EndStatus, at: number): void {
    if (this.isOpen) this.beforeEnd = this.status;
    this.status = status;
    this.since = at;
    this.endedAt ??= at;
  }

  /** Resumes the visit at the point of its failure. */
  retry(at: number): void {
    const { beforeEnd } = this;
    this.enter(beforeEnd === 'waiting' || beforeEnd === 'scheduled' ? beforeEnd : 'running', at);
    this.endedAt = undefined;
    // Attempts are counted anew.
    this.attempt = Math.min(this.attempt, 1);
    this.isRetried = true;
  }

  /** Returns the visit as plain data. `now` is the time of the latest event. */
  view(now: number): VisitView {
    const { head, status, attempt, attempts, enteredAt, startedAt, endedAt, action, failure } = this;
    return {
      path: head.path,
      status,
      attempt,
      attempts,
      enteredAt,
      ...(startedAt !== undefined && { startedAt }),
      ...(endedAt !== undefined && { endedAt }),
      durationMs: (endedAt ?? now) - (startedAt ?? enteredAt),
      ...(action !== undefined && { action }),
      ...(failure && { failure }),
    };
  }
}
