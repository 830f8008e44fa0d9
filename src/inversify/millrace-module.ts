import 'reflect-metadata';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import {
  type BaseEngineOptions,
  checkEngineOptions,
  type DurableEngine as DurableEnginePort,
  ENGINE_OPTION_NAMES,
  type Engine as EnginePort,
  makeEngine,
  STORAGE_OPTION_NAMES,
} from '../engine';
import { knownOptions, type OptionNames } from '../errors';
import { Resilience } from '../resilience';
import type { Duration } from '../step';
import type { BodyTransform } from '../storage/payloads';
import type { Storage } from '../storage/port';
import { bindRunContext, injectorFactory } from './container';

/** The token of the engine. */
export const Engine: ServiceIdentifier<EnginePort> = Symbol.for('millrace.Engine');
export type Engine = EnginePort;

/** The token of the same engine if it has a storage, with the administration of runs. */
export const DurableEngine: ServiceIdentifier<DurableEnginePort> = Symbol.for('millrace.DurableEngine');
export type DurableEngine = DurableEnginePort;

/** The options of {@link millraceModule}: those of the engine, including its flows. */
export interface ModuleOptions extends Omit<BaseEngineOptions, 'factory'> {
  /** Stores the runs, so that they survive the process. Default: runs are kept in memory. */
  readonly storage?: Storage | undefined;
  /** With a storage: time until the runs of a dead engine are released. Default: 15 s. */
  readonly lease?: Duration | undefined;
  /** With a storage: the transforms of stored values, in the order in which they apply. Default: none. */
  readonly transforms?: BodyTransform | readonly BodyTransform[] | undefined;
  /** With a storage: time for which ended runs are kept. Default: forever. */
  readonly retention?: Duration | undefined;
  /** With a storage: names of flows that may change without a new version. Default: none. */
  readonly acceptChanges?: readonly string[] | undefined;
  /** With a storage: maximum number of times that a step is executed again after a process died in it. Default: 5. */
  readonly maxRecoveries?: number | undefined;
}

const OPTION_NAMES: OptionNames<ModuleOptions> = { ...ENGINE_OPTION_NAMES, ...STORAGE_OPTION_NAMES };

/**
 * Returns a module that binds {@link Engine}, and with a storage {@link DurableEngine}, as a singleton that creates its
 * steps with the same container, and its {@link Resilience}. A step that cannot be created is reported when the engine
 * is first requested.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 * @example
 * await container.load(millraceModule({ flows: [fulfilment] }));
 * const engine = container.get(Engine);
 */
export function millraceModule(options: ModuleOptions = {}): ContainerModule {
  const known = knownOptions(options, OPTION_NAMES, 'millraceModule()');
  checkEngineOptions(known);
  return new ContainerModule(({ bind, isBound }) => {
    bindRunContext(isBound, bind);
    const { resilience, clock, random } = known;
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
        return makeEngine({ ...known, resilience: resilience ?? context.get(Resilience), factory });
      })
      .inSingletonScope();
    if (known.storage) bind(DurableEngine).toService(Engine);
  });
}
