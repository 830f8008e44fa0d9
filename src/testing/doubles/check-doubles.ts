import { DefinitionError, type DefinitionFault } from '../../errors';
import type { Graph, Place } from '../../flow';
import { isRouted, type StepClass } from '../../step';
import { isAt } from '../trace/position';
import { leavesWork, SpecialAnswer } from './answer';
import type { DoubleSpec } from './step-double';

/**
 * Whether each double has a place in the flows, and can take its ways out.
 *
 * @throws {DefinitionError} that lists every double that cannot play, and what there is
 */
export function checkDoubles(specs: readonly DoubleSpec[], graphs: readonly Graph[]): void {
  const faults = specs.flatMap((spec) => faultsOf(spec, graphs));
  if (faults.length > 0) throw new DefinitionError(faults);
}

/** Whether doubles do the work at every place of a step, so that it is never made. */
export function isFullyDoubled(step: StepClass, specs: readonly DoubleSpec[], graphs: readonly Graph[]): boolean {
  const alone = specs.filter(({ answers }) => !answers.some(leavesWork));
  return graphs
    .flatMap((graph) => [...graph.places.values()])
    .filter(({ definition }) => definition.kind === 'step' && definition.step === step)
    .every((place) => alone.some((spec) => plays(spec, place)));
}

function faultsOf(spec: DoubleSpec, graphs: readonly Graph[]): readonly DefinitionFault[] {
  const { name, node } = spec;
  const found = graphs.flatMap((graph) =>
    [...graph.places.values()].flatMap((place) => (plays(spec, place) ? [[graph, place] as const] : [])),
  );
  if (found.length > 0) return found.flatMap(([graph, place]) => misfits(spec, graph, place));
  const where = node === undefined || name === `node "${node}"` ? '' : ` at node "${node}"`;
  const flows = graphs.map((graph) => `"${graph.name}"`).join(', ');
  const stand = graphs.flatMap((graph) => [...graph.places.values()].flatMap(standing)).join(', ');
  return [
    {
      message: `there is nothing for the double of ${name}${where} to do in ${flows}; there are: ${stand || 'no steps'}`,
    },
  ];
}

function plays({ source, node }: DoubleSpec, place: Place): boolean {
  const { definition } = place;
  if (node !== undefined && !isAt(node, { place: place.id, node: place.node })) return false;
  if (definition.kind === 'function') return source === undefined || source === definition.execute;
  if (definition.kind !== 'step' || definition.stepKind === 'human') return false;
  return source === undefined || source === definition.step;
}

/** Of the answers that are known beforehand, those that the node cannot give. */
function misfits(spec: DoubleSpec, { name: flow }: Graph, place: Place): readonly DefinitionFault[] {
  const answers = [...spec.answers, ...(spec.fallback ? [spec.fallback.answer] : [])];
  const messages = answers.map((answer) => misfit(answer, place));
  if (spec.fallback && !place.hasFallback) messages.push('is given a fallback, and the step has none');
  if (spec.undo && !place.compensates) messages.push('is told how to undo, and the step has no compensate');
  return messages.flatMap((message) =>
    message === undefined ? [] : [{ flow, node: place.node, message: `the double of ${spec.name} ${message}` }],
  );
}

function misfit(answer: unknown, place: Place): string | undefined {
  if (answer instanceof SpecialAnswer) return answer.kind === 'after' ? misfit(answer.then, place) : undefined;
  // What a branch or a body gives is taken by what is around it.
  if (answer instanceof Error || typeof answer === 'function' || place.edges.size === 0) return undefined;
  const known = [...place.edges.keys()].map((action) => `"${action}"`).join(', ');
  if (isRouted(answer)) {
    const fits = routes(place) && place.edges.has(answer.action);
    return fits ? undefined : `takes the action "${answer.action}", which no edge of the node has; there are: ${known}`;
  }
  if (!routes(place) || place.edges.has('next')) return undefined;
  return `gives a value without an action; write route(action, value) with one of: ${known}`;
}

function routes({ definition }: Place): boolean {
  if (definition.kind === 'function') return definition.routes;
  return definition.kind === 'step' && ['router', 'phased', 'human'].includes(definition.stepKind);
}

function standing({ definition, id }: Place): readonly string[] {
  if (definition.kind === 'function') return [`${id} (fn "${definition.name}")`];
  return definition.kind === 'step' ? [`${id} (${definition.step.name})`] : [];
}
