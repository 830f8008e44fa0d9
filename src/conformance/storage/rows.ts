import type { JournalEntry, NewRun, PermitChange, RunHead, RunOrigin, SendRequest, TaskRow } from '../../storage/port';

/** The flow of most runs in checks. */
export const flowVersion = { flow: 'orders', version: '1.0.0' } as const;

let made = 0;

export function originOf(given: Partial<RunOrigin> = {}): RunOrigin {
  made += 1;
  return {
    id: `run-${made}`,
    ...flowVersion,
    hash: 'hash',
    correlationId: `correlation-${made}`,
    idempotencyKey: undefined,
    tags: [],
    createdAt: 10,
    ...given,
  };
}

/** Returns the head of an executing run. */
export function headOf(given: Partial<RunHead> = {}): RunHead {
  return {
    status: 'running',
    seq: 2,
    busy: true,
    wakeAt: undefined,
    at: ['first'],
    startedAt: 10,
    endedAt: undefined,
    ending: undefined,
    ...given,
  };
}

/** Returns the head of a waiting run, with a timer if `wakeAt` is set. */
export function waiting(wakeAt?: number): RunHead {
  return headOf({ status: 'waiting', busy: false, wakeAt });
}

export function ended(endedAt = 50): RunHead {
  return headOf({ status: 'completed', busy: false, at: [], endedAt });
}

export function entryOf(no: number, given: Partial<JournalEntry> = {}): JournalEntry {
  return { no, seq: no + 1, at: 10 + no, body: `entry ${no}`, ...given };
}

/** Returns a started run, whose first entry has two events. */
export function newRun(given: Partial<NewRun> = {}): NewRun {
  return { origin: originOf(), input: '{"n":1}', digest: 'digest', head: headOf(), entry: entryOf(1), ...given };
}

/** Returns a run that needs a permit before it begins. */
export function queuedRun(permit: Partial<PermitChange> = {}): Partial<NewRun> {
  const head = headOf({ status: 'pending', busy: false, seq: 0, at: [] });
  return { head, entry: undefined, permit: { queue: 'line', key: '', limit: 1, total: undefined, ...permit } };
}

export function permitOf(
  change: PermitChange['change'],
  token: number,
  given: Partial<PermitChange> = {},
): PermitChange {
  return { queue: 'line', key: '', limit: 1, total: undefined, token, change, ...given };
}

export function postingTo(id: string, given: Partial<SendRequest> = {}): SendRequest {
  return { to: { id }, at: 20, body: 'message', ...given };
}

export function taskOf(token: number, given: Partial<TaskRow> = {}): TaskRow {
  return {
    token,
    path: `approve#${token}`,
    node: 'approve',
    assignee: undefined,
    claimedBy: undefined,
    candidateGroups: [],
    priority: 0,
    dueAt: undefined,
    createdAt: 10,
    body: `task ${token}`,
    ...given,
  };
}
