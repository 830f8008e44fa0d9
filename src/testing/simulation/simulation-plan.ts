import { checkEngineOptions } from '../../engine';
import { invalidOption, isList, knownOptions, type OptionNames } from '../../errors';
import { type AnyFlow, requireFlow } from '../../flow';
import { type ChanceOf, chanceOf, USUAL } from './faults/chances';
import { checkFaultText } from './faults/fault';
import type { Faults, SimulationOptions } from './simulation-options';

/** The runs of a simulation. */
export interface SimulationPlan {
  readonly seeds: readonly number[];
  readonly chances: ChanceOf;
  /** Faults that are injected in addition. */
  readonly listed: readonly string[];
  readonly crashesEverywhere: boolean;
  readonly at: Faults['at'];
}

const SIMULATION_OPTIONS = {
  input: true,
  seeds: true,
  faults: true,
  fixture: true,
  invariant: true,
  container: true,
  bindings: true,
  steps: true,
  answers: true,
  signals: true,
  shared: true,
  flows: true,
  storage: true,
  classCodecs: true,
  maxPayload: true,
  authorize: true,
  compensateOnFailure: true,
  start: true,
  patience: true,
} as const satisfies OptionNames<SimulationOptions>;

const DEFAULT_SEEDS = 100;
const FAULTS: OptionNames<Faults> = {
  failures: true,
  terminals: true,
  timeouts: true,
  crashes: true,
  storage: true,
  at: true,
};

/**
 * @throws {DefinitionError} for anything but a flow
 * @throws {MillraceError} `INVALID_OPTION`
 */
export function checkedPlan(flow: AnyFlow, options: SimulationOptions): SimulationPlan {
  requireFlow(flow, 'simulate()');
  const { classCodecs, maxPayload, authorize, compensateOnFailure, flows } = knownOptions(
    options,
    SIMULATION_OPTIONS,
    'simulate()',
  );
  checkEngineOptions({ classCodecs, maxPayload, authorize, compensateOnFailure, flows });
  for (const option of ['fixture', 'invariant', 'storage'] as const)
    if (options[option] !== undefined && typeof options[option] !== 'function')
      throw invalidOption(option, 'a function', options[option], 'simulate()');
  return { seeds: seedsOf(options.seeds), ...faultsOf(options.faults) };
}

function seedsOf(given: SimulationOptions['seeds'] = DEFAULT_SEEDS): readonly number[] {
  const seeds = isList(given) ? Array.from(given) : range(given);
  if (seeds.length > 0 && seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 1)) return seeds;
  throw invalidOption(
    'seeds',
    'a number of seeds, { from, count }, or a list of whole numbers of at least 1',
    given,
    'simulate()',
  );
}

function range(given: unknown): readonly number[] {
  const { from, count } = typeof given === 'number' ? { from: 1, count: given } : bounds(given);
  if (!Number.isSafeInteger(count) || count < 1) return [];
  return Array.from({ length: count }, (_, index) => from + index);
}

function bounds(given: unknown): { readonly from: number; readonly count: number } {
  const range = given as { readonly from: unknown; readonly count: unknown };
  const { from, count } = knownOptions(range, { from: true, count: true }, 'simulate()', 'seeds');
  return { from: Number(from), count: Number(count) };
}

function faultsOf(given: SimulationOptions['faults'] = true): Omit<SimulationPlan, 'seeds'> {
  const none = { chances: chanceOf({}), listed: [], crashesEverywhere: false, at: undefined };
  if (given === false) return none;
  if (given === true) return { ...none, chances: chanceOf(USUAL) };
  if (isList(given)) {
    for (const text of given) checkFaultText(text);
    return { ...none, listed: given };
  }
  const faults = knownOptions(given, FAULTS, 'simulate()', 'faults');
  checkChances(faults);
  return { ...none, chances: chanceOf(faults), crashesEverywhere: faults.crashes === 'every', at: faults.at };
}

function checkChances(given: Faults): void {
  for (const [name, value] of Object.entries(given)) {
    if (name === 'at') continue;
    if (value === undefined || (name === 'crashes' && value === 'every')) continue;
    if (!(typeof value === 'number' && value >= 0 && value <= 1))
      throw invalidOption(`faults.${name}`, 'a probability from 0 to 1', value, 'simulate()');
  }
  if (given.at !== undefined && !isList(given.at))
    throw invalidOption('faults.at', 'a list of nodes', given.at, 'simulate()');
}
