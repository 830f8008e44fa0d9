import type { Ending, RunStatus } from '../core';
import type { CommittedStep } from './logs/committed-steps';
import type { CompensationView } from './logs/compensation-log';
import type { SignalView } from './logs/signal-log';
import type { ForkOrigin, Migration } from './logs/status-log';
import type { LoggedTask } from './logs/task-log';
import type { TimerView } from './logs/timer-log';
import type { NodeView } from './visits/node-states';
import type { CurrentPlace, Position } from './visits/positions';

/** A run as its events tell of it. Plain data. */
export interface RunView {
  readonly runId: string;
  readonly flow: string;
  readonly version: string;
  readonly correlationId: string;
  /** Number of the latest event; 0 before the first. */
  readonly seq: number;
  /** Time of the latest event; epoch ms. */
  readonly at: number;
  /** Whether the events begin with the first of the run and have no gap. Otherwise the view lacks what happened before. */
  readonly isComplete: boolean;
  readonly status: RunStatus;
  /** How the run has ended; left out while it has not. */
  readonly ending?: Ending | undefined;
  /** Why it is paused, if a reason was given. */
  readonly pauseReason?: string;
  /** Epoch ms. */
  readonly startedAt?: number;
  /** Epoch ms. */
  readonly endedAt?: number;
  /** From the start to the end or, while it has not ended, to the latest event. */
  readonly durationMs: number;
  readonly forkedFrom?: ForkOrigin;
  readonly migrations: readonly Migration[];
  /** How often it went on after its process had gone. */
  readonly recoveries: number;
  /** How often it was tried again after it had failed. */
  readonly redrives: number;
  /** Every node of the flow, those inside of nodes included, by place. */
  readonly nodes: Readonly<Record<string, NodeView>>;
  /** Where the run stands; of a failed run, where it would go on. */
  readonly currentPlaces: readonly CurrentPlace[];
  /** The nodes, exits, and steps inside of nodes that it has come to, in order. */
  readonly route: readonly Position[];
  readonly committed: readonly CommittedStep[];
  readonly tasks: readonly LoggedTask[];
  readonly compensations: readonly CompensationView[];
  readonly signals: readonly SignalView[];
  readonly timers: readonly TimerView[];
}
