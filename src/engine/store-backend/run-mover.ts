import type { CoreInput, InputHead, RunState } from '../../core';
import type { Program } from '../../execution/registry/program';
import type { Place } from '../../flow';
import type { CreateResult, RunKey, RunRow, StoredRun } from '../../storage/port';
import type { FreshRun } from './requests/new-run';

type WithoutHead<Input> = Input extends unknown ? Omit<Input, keyof InputHead> : never;

/** What an operator does to a run that no engine is moving. */
export interface RunAction {
  readonly input: WithoutHead<Extract<CoreInput, { readonly type: 'run.redrive' | 'run.migrate' }>>;
  /** The program that the run is moved onto. */
  readonly onto?: Program;
}

/** Moves stored runs: what differs between engines over a run store. */
export interface RunMover {
  readonly open: () => Promise<void>;
  /** Begins to move runs that have something to do. */
  readonly start: () => void;
  /** Lets operations in flight end within the grace period, and aborts those that do not. */
  readonly stop: (graceMs: number, error: Error) => Promise<void>;
  readonly close: () => Promise<void>;
  /** Returns the moment of an input. */
  readonly now: () => InputHead;
  /** Asks the human step at which a run stands whether it takes a form. */
  readonly check: (
    program: Program,
    state: RunState,
    ...question: readonly [place: Place, form: unknown, input: unknown, by: string]
  ) => Promise<string | undefined>;
  /** The number of runs that are being moved here. */
  readonly size: () => number;
  /** Whether a run is being moved here, or is about to be. */
  readonly isHere: (runId: string) => boolean;
  readonly owns: (run: RunKey) => boolean;
  /** Creates a run and lets it begin. Rejects where it is not known whether the run was created. */
  readonly launch: (fresh: FreshRun) => Promise<CreateResult>;
  /** Delivers what was sent to a run, if it is moved here or can be. */
  readonly deliver: (run: RunKey) => void;
  /** Looks for runs that have something to do. */
  readonly poll: () => void;
  /**
   * Takes a run that no engine is moving, and lets an operator's action decide on it. Resolves once that is written.
   *
   * @param decide returns nothing where the run is to stay as it is
   * @returns the run as it was taken
   * @throws {MillraceError} `RUN_BUSY`
   */
  readonly act: (
    row: RunRow,
    program: Program,
    decide: (stored: StoredRun, state: RunState) => RunAction | undefined,
  ) => Promise<StoredRun>;
}
