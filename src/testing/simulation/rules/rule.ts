import type { RunTrace } from '../../trace/run-trace';
import type { LogEntry, LoggedExecution } from '../simulation-log';

export type Result = { readonly value: unknown } | { readonly error: unknown };

/** The remains of a simulated run after it has ended and its last engine has stopped. */
export interface Leftovers {
  readonly openTasks: number;
  readonly unreadMessages: number;
  readonly wakesAt: number | undefined;
  readonly isOwned: boolean;
  readonly timers: number;
  /** Numbers of journal entries that were acknowledged and are missing. */
  readonly lostEntries: readonly number[];
  /** The result of `run.result()` on the last engine; `undefined` if it does not settle. */
  readonly result: Result | undefined;
}

/** The observations of one simulated run. */
export interface Evidence {
  readonly trace: RunTrace;
  readonly moments: readonly LogEntry[];
  /** `undefined` if the run does not end. */
  readonly leftovers: Leftovers | undefined;
}

/** A rule that every engine must follow despite faults. Returns the violations. */
export type Rule = (evidence: Evidence) => readonly string[];

export function executionsIn(moments: readonly LogEntry[]): readonly LoggedExecution[] {
  return moments.filter((moment) => moment.type === 'execution');
}
