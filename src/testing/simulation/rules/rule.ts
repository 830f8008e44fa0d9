import type { RunTrace } from '../../trace/run-trace';
import type { LogEntry, LoggedExecution } from '../simulation-log';

export type Result = { readonly value: unknown } | { readonly error: unknown };

/** What a simulated run has left when it was over and its last engine had stopped. */
export interface Leftovers {
  readonly openTasks: number;
  readonly unreadMessages: number;
  readonly wakesAt: number | undefined;
  readonly isOwned: boolean;
  readonly timers: number;
  /** Numbers of journal entries that were acknowledged and are not there. */
  readonly lostEntries: readonly number[];
  /** What `run.result()` of the last engine says; `undefined` where it says nothing. */
  readonly result: Result | undefined;
}

/** Everything that is known of one simulated run. */
export interface Evidence {
  readonly trace: RunTrace;
  readonly moments: readonly LogEntry[];
  /** `undefined` where the run does not end. */
  readonly leftovers: Leftovers | undefined;
}

/** What every engine has to keep, whatever goes wrong. Gives what is not so. */
export type Rule = (evidence: Evidence) => readonly string[];

export function executionsIn(moments: readonly LogEntry[]): readonly LoggedExecution[] {
  return moments.filter((moment) => moment.type === 'execution');
}
