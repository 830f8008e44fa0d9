import { inspect } from 'node:util';
import type { Trace } from '../trace/trace';
import { type Fault, faultText } from './faults/fault';
import type { FaultPlan } from './faults/fault-plan';
import type { SimulatedRun } from './process/simulated-run';
import { SimulationRun } from './process/simulation-run';
import { type Problem, problemsIn } from './rules/rules';
import { SeededRandom } from './seeded-random';
import type { SimulatedFlow } from './simulated-flow';
import type { LogEntry } from './simulation-log';

/** The result of one seed with one plan of faults. */
export interface SimulationResult {
  readonly problems: readonly Problem[];
  readonly trace: Trace;
  readonly moments: readonly LogEntry[];
  readonly injected: readonly Fault[];
}

/**
 * Runs a flow once and checks the rules.
 *
 * @throws the error that refuses the start, an answer or a signal, or that a function of the caller throws before the
 * run
 */
export async function simulateOnce(simulated: SimulatedFlow, seed: number, plan: FaultPlan): Promise<SimulationResult> {
  const random = new SeededRandom(seed);
  const { fixture: createFixture } = simulated.options;
  const fixture = createFixture?.(random.next);
  const run = new SimulationRun(simulated, fixture, random, plan);
  const evidence = await run.execute();
  const { trace, moments } = evidence;
  const problems = [...problemsIn(evidence)];
  const { invariant } = simulated.options;
  if (trace.isOver && invariant) {
    const message = await violationOf(invariant, simulatedRunOf(trace, { seed, fixture, injected: plan.injected }));
    if (message !== undefined) problems.push({ rule: 'invariant', message });
  }
  return { problems, trace, moments, injected: plan.injected };
}

type Invariant = NonNullable<SimulatedFlow['options']['invariant']>;

async function violationOf(invariant: Invariant, run: SimulatedRun): Promise<string | undefined> {
  try {
    const wrong = await invariant(run);
    return typeof wrong === 'string' ? wrong : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : inspect(error);
  }
}

function simulatedRunOf(
  trace: Trace,
  given: Pick<SimulatedRun, 'seed' | 'fixture'> & { readonly injected: readonly Fault[] },
): SimulatedRun {
  const { runId, outcome, result, events, calls } = trace;
  const { seed, fixture, injected } = given;
  return Object.freeze({
    seed,
    fixture,
    outcome,
    result,
    trace,
    events,
    calls,
    faults: injected.map(faultText),
    timesBegun: (node) => {
      const places = trace.places(node);
      const times = new Map<string, number>();
      for (const { place, path } of calls) {
        const key = `${runId}:${path}`;
        if (places.has(place)) times.set(key, (times.get(key) ?? 0) + 1);
      }
      return times;
    },
  } satisfies SimulatedRun);
}
