import type { CoreInput, InputHead, RunState } from '../../core';
import type { Program } from '../../execution';
import type { Place } from '../../flow';
import type { CreateResult, RunKey, RunRow, StoredRun } from '../../storage/port';
import type { FreshRun } from './requests/new-run';

type WithoutHead<Input> = Input extends unknown ? Omit<Input, keyof InputHead> : never;

/** An administrative action on a run that no engine owns. */
export interface RunAction {
  readonly input: WithoutHead<Extract<CoreInput, { readonly type: 'run.redrive' | 'run.migrate' }>>;
  /** The program that the run is moved to. */
  readonly onto?: Program;
}

/** Executes stored runs: the part in which engines over a run store differ. */
export interface RunMover {
  readonly open: () => Promise<void>;
  /** Begins to execute due runs. */
  readonly start: () => void;
  /** Waits for operations in flight until the grace period ends, and aborts the rest. */
  readonly stop: (graceMs: number, error: Error) => Promise<void>;
  readonly close: () => Promise<void>;
  /** Returns the time and random number of an input. */
  readonly now: () => InputHead;
  /** Returns the reason why the human step at which a run stands rejects a form, if it does. */
  readonly check: (
    program: Program,
    state: RunState,
    ...question: readonly [place: Place, form: unknown, input: unknown, by: string]
  ) => Promise<string | undefined>;
  /** Returns the number of runs owned by this engine. */
  readonly size: () => number;
  /** Returns whether a run is executed by this engine, or is about to be. */
  readonly isHere: (runId: string) => boolean;
  readonly owns: (run: RunKey) => boolean;
  /** Creates a run and begins it. Rejects if it is unknown whether the run was created. */
  readonly launch: (fresh: FreshRun) => Promise<CreateResult>;
  /** Delivers the messages of a run, if this engine owns it or can claim it. */
  readonly deliver: (run: RunKey) => void;
  /** Looks for due runs. */
  readonly poll: () => void;
  /**
   * Claims a run that no engine owns, and applies an administrative action. Resolves once the action is written.
   *
   * @param decide returns `undefined` to leave the run unchanged
   * @returns the run as it was claimed
   * @throws {MillraceError} `RUN_BUSY`
   */
  readonly act: (
    row: RunRow,
    program: Program,
    decide: (stored: StoredRun, state: RunState) => RunAction | undefined,
  ) => Promise<StoredRun>;
}
