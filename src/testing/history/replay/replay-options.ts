import type { BaseEngineOptions } from '../../../engine';
import type { AnyFlow } from '../../../flow';
import type { StepContainer } from '../../../inversify';
import type { Binding } from '../../../inversify/container';
import type { Duration } from '../../../step';
import type { NodeSelector } from '../../trace/node-selector';

/** The options of {@link replay}. */
export interface ReplayOptions extends Pick<BaseEngineOptions, 'classCodecs' | 'compensateOnFailure'> {
  /** Nodes that really run: routers, `fn`s and steps without external dependencies. Default: none. */
  readonly run?: readonly NodeSelector[] | undefined;
  /** Creates the steps that really run. Default: they are constructed without arguments. */
  readonly container?: StepContainer | undefined;
  /** Replaces bindings of the container until the replay has ended. */
  readonly bindings?: readonly Binding[] | undefined;
  /** The flows that the flow calls by name. */
  readonly flows?: readonly AnyFlow[] | undefined;
  /** The initial content of the shared store, which a history does not contain, nor the writes of steps. */
  readonly shared?: Readonly<Record<string, unknown>> | undefined;
  /** Limit of the replay in real time. Default: 5 s. */
  readonly timeout?: Duration | undefined;
}
