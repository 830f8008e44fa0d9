import type { FailureRecord } from '../../errors';
import type { Place } from '../../flow';
import type { BufferedSignal } from './buffered-signal';
import type { RunInfo, RunStatus } from './run-info';
import type { SharedLayer } from './shared-layer';
import type { Timer } from './timer';
import { Frame } from './token';
import { TokenTable } from './token-table';
import type { Compensation, Ending } from './unwinding';

/** The details that only some runs have. */
export interface RunDetails {
  readonly timers: Map<number, Timer>;
  readonly signals: Map<number, BufferedSignal>;
  /** In the order of commit. */
  readonly compensations: Compensation[];
  /** The outermost layer of the shared store. */
  readonly store: SharedLayer;
  /** Failures of compensations. They do not replace the ending of the run. */
  readonly unwindingFailures: FailureRecord[];
}

/**
 * The state of one run, changed in place by transitions only. It consists of numbers, plain data, user values, and
 * places of the graph; `recordsOf` returns it as data.
 */
export class RunState {
  status: RunStatus = 'pending';
  /** Number of the latest event. */
  seq = 0;
  nextToken = 1;
  nextOp = 1;
  nextNo = 1;
  /** Number of tokens that execute or are about to. */
  busy = 0;
  readonly tokens = new TokenTable();
  /** The outermost activation: that of the flow itself. */
  readonly root: Frame;
  details: RunDetails | undefined = undefined;
  /** The ending of the run or, while its compensations run, the ending that follows. */
  ending: Ending | undefined = undefined;
  startedAt = 0;
  endedAt: number | undefined = undefined;

  constructor(
    readonly info: RunInfo,
    rootPlace: Place,
    input: unknown,
  ) {
    this.root = new Frame(undefined, rootPlace, rootPlace, input);
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
