import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { type Engine as EnginePort, LocalEngine, type LocalEngineOptions } from '../engine';
import { injectorFactory } from './container-factory';
import { bindRunContext } from './current-run';

/** The container's token of the engine. */
export const Engine: ServiceIdentifier<EnginePort> = Symbol.for('millrace.Engine');
export type Engine = EnginePort;

/** What {@link millraceModule} takes: how the engine works, and the flows that it registers. */
export type ModuleOptions = Omit<LocalEngineOptions, 'factory'>;

/**
 * Binds {@link Engine} in a container, as a singleton that makes its steps with the same container. A step that cannot
 * be made is reported when the engine is first asked for.
 *
 * @example
 * await container.load(millraceModule({ flows: [fulfilment] }));
 * const engine = container.get(Engine);
 */
export function millraceModule(options: ModuleOptions = {}): ContainerModule {
  return new ContainerModule(({ bind, isBound }) => {
    bindRunContext(isBound, bind);
    bind(Engine)
      .toDynamicValue((context) => {
        const factory = injectorFactory({
          get: (token) => context.get(token),
          isBound: (token) => isBound(token),
          bind: (token) => {
            bind(token).toSelf().inTransientScope();
          },
        });
        return new LocalEngine({ ...options, factory });
      })
      .inSingletonScope();
  });
}
