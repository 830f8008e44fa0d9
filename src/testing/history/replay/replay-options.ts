import type { BaseEngineOptions } from '../../../engine';
import type { AnyFlow } from '../../../flow';
import type { StepContainer } from '../../../inversify';
import type { Binding } from '../../../inversify/override-bindings';
import type { Duration } from '../../../step';
import type { NodeSelector } from '../../trace/node-selector';

/** How a history is replayed. Everything has a default. */
export interface ReplayOptions extends Pick<BaseEngineOptions, 'classCodecs' | 'compensateOnFailure'> {
  /** Nodes that really do their work today: of routers, `fn`s and steps that depend on nothing outside. Default: none. */
  readonly run?: readonly NodeSelector[] | undefined;
  /** Makes the steps that really run. Without one, they are constructed without arguments. */
  readonly container?: StepContainer | undefined;
  /** What the container gives in place of what is bound, until the replay has ended. */
  readonly bindings?: readonly Binding[] | undefined;
  /** Flows that it calls by name. */
  readonly flows?: readonly AnyFlow[] | undefined;
  /** What the shared store held from the beginning. A history does not know it, and not what steps wrote. */
  readonly shared?: Readonly<Record<string, unknown>> | undefined;
  /** How long the replay may take, in real time. Default: 5 s. */
  readonly timeout?: Duration | undefined;
}
