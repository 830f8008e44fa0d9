import type { FailureRecord } from '../../errors';
import type { Place } from '../../flow';
import type { BufferedSignal } from './buffered-signal';
import type { RunInfo, RunStatus } from './run-info';
import type { SharedLayer } from './shared-layer';
import type { Timer } from './timer';
import { Frame } from './token';
import { TokenTable } from './token-table';
import type { Compensation, Ending } from './unwinding';

/** What only some runs carry. */
export interface RunDetails {
  readonly timers: Map<number, Timer>;
  readonly signals: Map<number, BufferedSignal>;
  /** In the order in which they were committed. */
  readonly compensations: Compensation[];
  /** The outermost layer of the shared store. */
  readonly store: SharedLayer;
  /** Failures of compensations; they do not hide how the run ended. */
  readonly unwindingFailures: FailureRecord[];
}

/**
 * The state of one run, changed in place by transitions and by nothing else. Everything in it is numbers, plain data,
 * values of the user, and places of the graph; `recordsOf` gives it as data.
 */
export class RunState {
  status: RunStatus = 'pending';
  /** Number of the latest event. */
  seq = 0;
  nextToken = 1;
  nextOp = 1;
  nextNo = 1;
  /** Tokens that execute or are about to. */
  busy = 0;
  readonly tokens = new TokenTable();
  /** The outermost activation: the flow itself. */
  readonly root: Frame;
  details: RunDetails | undefined = undefined;
  /** How the run ended or, while what it committed is being undone, will end. */
  ending: Ending | undefined = undefined;
  startedAt = 0;
  endedAt: number | undefined = undefined;

  constructor(
    readonly info: RunInfo,
    rootPlace: Place,
    input: unknown,
  ) {
    this.root = new Frame(undefined, rootPlace, rootPlace, 1, input);
  }
}

export function runDetails(state: RunState): RunDetails {
  state.details ??= {
    timers: new Map(),
    signals: new Map(),
    compensations: [],
    store: new Map(),
    unwindingFailures: [],
  };
  return state.details;
}
