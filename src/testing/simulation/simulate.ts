import type { Flow, Outcome } from '../../flow';
import { faultText, SIDES } from './faults/fault';
import { FaultPlan } from './faults/fault-plan';
import { type SimulationResult, simulateOnce } from './simulate-once';
import { type SimulatedFlow, simulatedFlow } from './simulated-flow';
import { simulationFailure } from './simulation-failure';
import type { SimulationOptions } from './simulation-options';
import { checkedPlan, type SimulationPlan } from './simulation-plan';
import type { SimulationReport } from './simulation-report';
import { Tally } from './tally';

/**
 * Runs a flow with many seeds. A seed determines the order of concurrent work, which steps fail or hang, which calls to
 * the storage fail or are slow, and at which of them the process dies and another one continues. After each run, the
 * guarantees of the engine and the `invariant` are checked. Time is virtual. A seed always produces the same run,
 * unless steps depend on randomness or the real clock.
 *
 * @throws {MillraceError} `SIMULATION_FAILED` at the first run that breaks a rule, with its seed and the fewest faults
 * that reproduce it. `INVALID_OPTION`; any error that refuses the start of a run
 * @example
 * await simulate(fulfilment, {
 *   seeds: 1000,
 *   fixture: () => ({ warehouse: new Warehouse(shelves), cashier: new Cashier() }),
 *   container: ({ warehouse, cashier }) => containerOf(warehouse, cashier),
 *   input: order,
 *   invariant: ({ fixture: { cashier } }) => (cashier.charges > 1 ? `charged ${cashier.charges} times` : undefined),
 * });
 */
export async function simulate<In, Routes, Outputs, Fixture = undefined>(
  flow: Flow<In, Routes, Outputs>,
  options: SimulationOptions<In, Outcome<Routes>, Fixture>,
): Promise<SimulationReport> {
  const given = erased(options);
  const plan = checkedPlan(flow, given);
  const simulated = simulatedFlow(flow, given, plan.at);
  const tally = new Tally(simulated.graph);
  for (const seed of plan.seeds) {
    for await (const result of runsOf(simulated, plan, seed)) {
      if (result.problems.length > 0) throw await simulationFailure(simulated, seed, result);
      tally.add(result);
    }
  }
  return tally.report(plan.seeds.length);
}

async function* runsOf(simulated: SimulatedFlow, plan: SimulationPlan, seed: number): AsyncGenerator<SimulationResult> {
  const { chances, listed } = plan;
  const first = new FaultPlan(seed, chances, listed);
  yield await simulateOnce(simulated, seed, first);
  if (!plan.crashesEverywhere) return;
  for (const at of first.crashable) {
    for (const side of SIDES)
      yield await simulateOnce(simulated, seed, new FaultPlan(seed, chances, [faultText({ kind: 'crash', side, at })]));
  }
}

/**
 * Erases the types of the options. Fixtures, inputs and outcomes are passed on unchanged to the functions of the
 * caller.
 */
function erased(options: unknown): SimulationOptions {
  return options as SimulationOptions;
}
