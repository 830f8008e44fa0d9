import type { Flow, Outcome } from '../../flow';
import { failed } from './failed';
import { faultText, SIDES } from './faults/fault';
import { FaultPlan } from './faults/fault-plan';
import { type Played, play } from './play';
import { type SimulatedFlow, simulatedFlow } from './simulated-flow';
import type { SimulationOptions } from './simulation-options';
import { checkedPlan, type SimulationPlan } from './simulation-plan';
import type { SimulationReport } from './simulation-report';
import { Tally } from './tally';

/**
 * Runs a flow under many seeds. A seed decides in which order what happens at the same time begins and ends, which steps fail or hang,
 * which calls to the storage fail or are slow, and at which of them the process dies and another one goes on. After each run the
 * engine's own promises and the given invariant are checked. Time is virtual. The same seed gives the same run, as far as steps
 * themselves leave nothing to chance or the real clock.
 *
 * @throws {MillraceError} `SIMULATION_FAILED` at the first run with which something is wrong: with its seed and the fewest faults that
 * it takes. `INVALID_OPTION`; whatever refuses the start of a run
 * @example
 * await simulate(fulfilment, {
 *   seeds: 1000,
 *   world: () => ({ warehouse: new Warehouse(shelves), cashier: new Cashier() }),
 *   container: ({ warehouse, cashier }) => containerOf(warehouse, cashier),
 *   input: order,
 *   invariant: ({ world: { cashier } }) => (cashier.charges > 1 ? `charged ${cashier.charges} times` : undefined),
 * });
 */
export async function simulate<In, Routes, Outputs, World = undefined>(
  flow: Flow<In, Routes, Outputs>,
  options: SimulationOptions<In, Outcome<Routes>, World>,
): Promise<SimulationReport> {
  const given = erased(options);
  const plan = checkedPlan(flow, given);
  const simulated = simulatedFlow(flow, given, plan.at);
  const tally = new Tally(simulated.graph);
  for (const seed of plan.seeds) {
    for await (const played of runsOf(simulated, plan, seed)) {
      if (played.problems.length > 0) throw await failed(simulated, seed, played);
      tally.add(played);
    }
  }
  return tally.report(plan.seeds.length);
}

async function* runsOf(simulated: SimulatedFlow, plan: SimulationPlan, seed: number): AsyncGenerator<Played> {
  const { chances, listed } = plan;
  const first = new FaultPlan(seed, chances, listed);
  yield await play(simulated, seed, first);
  if (!plan.crashesEverywhere) return;
  for (const at of first.crashable) {
    for (const side of SIDES)
      yield await play(simulated, seed, new FaultPlan(seed, chances, [faultText({ kind: 'crash', side, at })]));
  }
}

/** Worlds, inputs and outcomes are handed on as they are: whatever makes one gets it back. */
function erased(options: unknown): SimulationOptions {
  return options as SimulationOptions;
}
