import {
  type BaseEngineOptions,
  checkEngineOptions,
  type DurableEngine,
  ENGINE_OPTION_NAMES,
  type Engine,
  makeEngine,
  STORAGE_OPTION_NAMES,
} from './engine';
import { knownOptions, type OptionNames } from './errors';
import type { StepContainer } from './inversify';
import type * as adapter from './inversify/container';
import type { Duration } from './step';
import type { BodyTransform } from './storage/payloads';
import type { Storage } from './storage/port';

/** The options of {@link createEngine}. */
export interface EngineOptions extends Omit<BaseEngineOptions, 'factory'> {
  /** The container that resolves steps. Default: steps are constructed without arguments. */
  readonly container?: StepContainer | undefined;
  /**
   * The storage of runs, which then survive the process; several engines may share it. Values always pass through the
   * payload codec, so `strict` has no effect; `retainedEvents` and `retainedRuns` apply to outputs only. Default: runs
   * are kept in memory and end with the process.
   */
  readonly storage?: Storage | undefined;
  /**
   * With a storage: the time after which another engine continues the runs of an engine that has died, at least 100 ms.
   * Default: 15 s.
   */
  readonly lease?: Duration | undefined;
  /** With a storage: transforms of stored values, such as `encryption` or `compression`, in order. Default: none. */
  readonly transforms?: BodyTransform | readonly BodyTransform[] | undefined;
  /** With a storage: the time for which ended runs are kept. Default: forever, or until `purge` removes them. */
  readonly retention?: Duration | undefined;
  /**
   * With a storage: names of flows that were changed without a new version and may still continue unfinished runs.
   * Default: none; a flow whose nodes, edges or exits were changed is refused while it has unfinished runs.
   */
  readonly acceptChanges?: readonly string[] | undefined;
  /**
   * With a storage: the number of times a step is executed again after the process died in it, before it fails with
   * `STEP_CRASHED`. Default: 5.
   */
  readonly maxRecoveries?: number | undefined;
}

const OPTION_NAMES: OptionNames<EngineOptions> = { ...ENGINE_OPTION_NAMES, ...STORAGE_OPTION_NAMES, container: true };

/**
 * Creates an engine that runs flows in this process.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 * @throws {DefinitionError} that lists every step that cannot be constructed, by flow and node
 * @example
 * const engine = await createEngine({ container, flows: [fulfilment] });
 */
export function createEngine(options: EngineOptions & { readonly storage: Storage }): Promise<DurableEngine>;
export function createEngine(options?: EngineOptions): Promise<Engine>;
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const known = knownOptions(options, OPTION_NAMES, 'createEngine()');
  checkEngineOptions(known);
  const { container, ...rest } = known;
  const engine = makeEngine(container ? { ...rest, ...loadAdapter().fromContainer(container, rest) } : rest);
  await engine.ready();
  return engine;
}

/** Loads the inversify adapter on first use: an engine without a container does not need inversify. */
function loadAdapter(): typeof adapter {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- lazy loading is the purpose
  return require('./inversify/container') as typeof adapter;
}
