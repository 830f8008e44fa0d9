import { ContainerModule, type ServiceIdentifier } from 'inversify';
import {
  type BaseEngineOptions,
  checkEngineOptions,
  type DurableEngine as DurableEnginePort,
  type Engine as EnginePort,
  makeEngine,
} from '../engine';
import { Resilience } from '../resilience';
import type { Duration } from '../step';
import type { BodyTransform } from '../storage/payloads';
import type { Storage } from '../storage/port';
import { injectorFactory } from './container-factory';
import { bindRunContext } from './current-run';

/** The container's token of the engine. */
export const Engine: ServiceIdentifier<EnginePort> = Symbol.for('millrace.Engine');
export type Engine = EnginePort;

/** The container's token of the same engine where it has a storage, with what an operator can do. */
export const DurableEngine: ServiceIdentifier<DurableEnginePort> = Symbol.for('millrace.DurableEngine');
export type DurableEngine = DurableEnginePort;

/** What {@link millraceModule} takes: how the engine works, and the flows that it registers. */
export interface ModuleOptions extends Omit<BaseEngineOptions, 'factory'> {
  /** Keeps the runs, so that they survive the process. Default: they are kept in memory. */
  readonly storage?: Storage | undefined;
  /** With a storage: how long an engine that has died keeps its runs. Default: 15 s. */
  readonly lease?: Duration | undefined;
  /** With a storage: what stored values go through, the first one first. Default: nothing. */
  readonly transforms?: BodyTransform | readonly BodyTransform[] | undefined;
  /** With a storage: for how long runs are kept that are over. Default: for ever. */
  readonly retention?: Duration | undefined;
  /** With a storage: names of flows whose changes under their version are accepted. Default: none. */
  readonly acceptChanges?: readonly string[] | undefined;
  /** With a storage: how often a step is executed again because the process died in it. Default: 5. */
  readonly maxRecoveries?: number | undefined;
}

/**
 * Binds {@link Engine}, and with a storage {@link DurableEngine}, in a container, as a singleton that makes its steps with the same container, and its `Resilience`. A step that cannot
 * be made is reported when the engine is first asked for.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 * @example
 * await container.load(millraceModule({ flows: [fulfilment] }));
 * const engine = container.get(Engine);
 */
export function millraceModule(options: ModuleOptions = {}): ContainerModule {
  checkEngineOptions(options);
  return new ContainerModule(({ bind, isBound }) => {
    bindRunContext(isBound, bind);
    const { resilience, clock, random } = options;
    if (!isBound(Resilience))
      bind(Resilience)
        .toDynamicValue(() => resilience ?? new Resilience({ clock, random }))
        .inSingletonScope();
    bind(Engine)
      .toDynamicValue((context) => {
        const factory = injectorFactory({
          get: (token) => context.get(token),
          isBound: (token) => isBound(token),
          bind: (token) => {
            bind(token).toSelf().inTransientScope();
          },
        });
        return makeEngine({ ...options, resilience: resilience ?? context.get(Resilience), factory });
      })
      .inSingletonScope();
    if (options.storage) bind(DurableEngine).toService(Engine);
  });
}
