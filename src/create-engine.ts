import { type BaseEngineOptions, checkEngineOptions, type DurableEngine, type Engine, makeEngine } from './engine';
import type { StepContainer } from './inversify';
import type * as adapter from './inversify/from-container';
import type { Duration } from './step';
import type { BodyTransform } from './storage/payloads';
import type { Storage } from './storage/port';

/** What {@link createEngine} takes. */
export interface EngineOptions extends Omit<BaseEngineOptions, 'factory'> {
  /** Makes the steps. Without one, steps are constructed without arguments. */
  readonly container?: StepContainer | undefined;
  /**
   * Keeps the runs, so that they survive the process; several engines may share it. Values then always pass through the
   * journal's codec, and `history`, `remember` and `strict` have no meaning. Default: runs are kept in memory and end with the
   * process.
   */
  readonly storage?: Storage | undefined;
  /**
   * With a storage: how long an engine that has died keeps its runs before another goes on with them, at least 100 ms. Default: 15 s.
   */
  readonly lease?: Duration | undefined;
  /** With a storage: what stored values go through, such as `encryption` or `compression`, the first one first. Default: nothing. */
  readonly transforms?: BodyTransform | readonly BodyTransform[] | undefined;
  /** With a storage: for how long runs are kept that are over. Default: for ever, or until `purge` removes them. */
  readonly retention?: Duration | undefined;
  /**
   * With a storage: names of flows that were changed under their version, and go on with unfinished runs all the same. Default:
   * none; a flow whose nodes, edges or exits were changed is refused while there are such runs.
   */
  readonly acceptChanges?: readonly string[] | undefined;
  /**
   * With a storage: how often a step is executed again because the process died in it, before it fails with `STEP_CRASHED`. Default: 5.
   */
  readonly maxRecoveries?: number | undefined;
}

/**
 * Makes an engine that runs flows in this process.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 * @throws {DefinitionError} that lists every step that cannot be made, by flow and node
 * @example
 * const engine = await createEngine({ container, flows: [fulfilment] });
 */
export function createEngine(options: EngineOptions & { readonly storage: Storage }): Promise<DurableEngine>;
export function createEngine(options?: EngineOptions): Promise<Engine>;
export async function createEngine(given: EngineOptions = {}): Promise<Engine> {
  checkEngineOptions(given);
  const { container, ...options } = given;
  const engine = makeEngine(container ? { ...options, ...loadAdapter().fromContainer(container, options) } : options);
  await engine.ready();
  return engine;
}

/** Loaded only where a container is given: an engine without one does not need inversify. */
function loadAdapter(): typeof adapter {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loading late is the purpose
  return require('./inversify/from-container') as typeof adapter;
}
