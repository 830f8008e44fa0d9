import type { Ending, RunStatus } from '../core';
import type { CommittedStep } from './logs/committed-steps';
import type { CompensationView } from './logs/compensation-log';
import type { SignalView } from './logs/signal-log';
import type { ForkOrigin, Migration } from './logs/status-log';
import type { LoggedTask } from './logs/task-log';
import type { TimerView } from './logs/timer-log';
import type { NodeView } from './visits/node-states';
import type { CurrentPlace, Position } from './visits/positions';

/** The state and history of a run, derived from its events. Plain data. */
export interface RunView {
  readonly runId: string;
  readonly flow: string;
  readonly version: string;
  readonly correlationId: string;
  /** Number of the latest event; 0 before the first. */
  readonly seq: number;
  /** Time of the latest event; epoch ms. */
  readonly at: number;
  /** Whether the events begin with the first of the run and have no gap. Otherwise the view lacks earlier facts. */
  readonly isComplete: boolean;
  readonly status: RunStatus;
  /** The ending of the run; absent while it has not ended. */
  readonly ending?: Ending | undefined;
  /** The reason for the pause, if one was given. */
  readonly pauseReason?: string;
  /** Epoch ms. */
  readonly startedAt?: number;
  /** Epoch ms. */
  readonly endedAt?: number;
  /** From the start to the end or, while it has not ended, to the latest event. */
  readonly durationMs: number;
  readonly forkedFrom?: ForkOrigin;
  readonly migrations: readonly Migration[];
  /** The number of times that the run continued after its process was gone. */
  readonly recoveries: number;
  /** The number of redrives after failures. */
  readonly redrives: number;
  /** Every node of the flow, including nested ones, by place. */
  readonly nodes: Readonly<Record<string, NodeView>>;
  /** The places where the run stands; for a failed run, where a redrive would resume it. */
  readonly currentPlaces: readonly CurrentPlace[];
  /** The nodes, exits, and nested steps that the run has reached, in order. */
  readonly route: readonly Position[];
  readonly committed: readonly CommittedStep[];
  readonly tasks: readonly LoggedTask[];
  readonly compensations: readonly CompensationView[];
  readonly signals: readonly SignalView[];
  readonly timers: readonly TimerView[];
}
