import { MillraceError } from '../../errors';
import { standText } from '../trace/stand-text';
import { chanceOf } from './faults/chances';
import { faultText } from './faults/fault';
import { FaultPlan } from './faults/fault-plan';
import { fewestFaults } from './faults/fewest-faults';
import { type SimulationResult, simulateOnce } from './simulate-once';
import type { SimulatedFlow } from './simulated-flow';
import { timelineOf } from './simulation-log';

/** Finds the fewest faults that break the same rule. Returns the error that describes the run with them. */
export async function simulationFailure(
  simulated: SimulatedFlow,
  seed: number,
  found: SimulationResult,
): Promise<MillraceError> {
  const rule = found.problems[0]?.rule;
  const again = (faults: readonly string[]): Promise<SimulationResult> =>
    simulateOnce(simulated, seed, new FaultPlan(seed, chanceOf({}), faults));
  const breaksRule = ({ problems }: SimulationResult): boolean => problems.some((problem) => problem.rule === rule);

  const injected = found.injected.map(faultText);
  const repeated = await again(injected);
  if (!breaksRule(repeated)) return errorOf(simulated, seed, { result: found, faults: injected, isRepeated: false });
  const faults = await fewestFaults(injected, async (fewer) => breaksRule(await again(fewer)));
  return errorOf(simulated, seed, { result: await again(faults), faults, isRepeated: true });
}

interface Finding {
  readonly result: SimulationResult;
  readonly faults: readonly string[];
  readonly isRepeated: boolean;
}

function errorOf({ flow }: SimulatedFlow, seed: number, { result, faults, isRepeated }: Finding): MillraceError {
  const problems = result.problems.map(({ rule, message }) =>
    rule === 'invariant' ? message : `${message} (${rule})`,
  );
  const repetition = `simulate(…, { …, seeds: [${seed}], faults: ${faults.length === 0 ? 'false' : listText(faults)} })`;
  const timeline = timelineOf(result.moments);
  const message = [
    `simulation of flow "${flow.name}": seed ${seed}${faults.length === 0 ? ', without any fault' : ''}`,
    ...problems.map((problem) => `  ${problem}`),
    isRepeated
      ? `to reproduce it: ${repetition}`
      : `it is not reproducible: a step depends on randomness, the real clock or something outside of \`fixture\`; found with ${repetition}`,
    `events until ${standText(result.trace)}:`,
    ...timeline.map((line) => `  ${line}`),
  ].join('\n');
  return new MillraceError('SIMULATION_FAILED', message, { details: { seed, faults, problems, timeline, isRepeated } });
}

function listText(faults: readonly string[]): string {
  return `[${faults.map((fault) => `'${fault}'`).join(', ')}]`;
}
