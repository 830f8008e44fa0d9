import { DefinitionError, type DefinitionFault } from '../../errors';
import type { Graph, Place } from '../../flow';
import { isRouted, type StepClass } from '../../step';
import { isAt } from '../trace/position';
import { callsOriginal, SpecialAnswer } from './answer';
import type { DoubleSpec } from './step-double';

/**
 * Checks that each double has a place in the flows and only takes actions of that place.
 *
 * @throws {DefinitionError} with every misplaced double, and the known nodes
 */
export function checkDoubles(specs: readonly DoubleSpec[], graphs: readonly Graph[]): void {
  const faults = specs.flatMap((spec) => faultsOf(spec, graphs));
  if (faults.length > 0) throw new DefinitionError(faults);
}

/** Whether doubles replace a step at all its places, so that the step is never created. */
export function isFullyDoubled(step: StepClass, specs: readonly DoubleSpec[], graphs: readonly Graph[]): boolean {
  const alone = specs.filter(({ answers }) => !answers.some(callsOriginal));
  return graphs
    .flatMap((graph) => [...graph.places.values()])
    .filter(({ definition }) => definition.kind === 'step' && definition.step === step)
    .every((place) => alone.some((spec) => appliesToPlace(spec, place)));
}

function faultsOf(spec: DoubleSpec, graphs: readonly Graph[]): readonly DefinitionFault[] {
  const { name, node } = spec;
  const found = graphs.flatMap((graph) =>
    [...graph.places.values()].flatMap((place) => (appliesToPlace(spec, place) ? [[graph, place] as const] : [])),
  );
  if (found.length > 0) return found.flatMap(([graph, place]) => answerFaults(spec, graph, place));
  const where = node === undefined || name === `node "${node}"` ? '' : ` at node "${node}"`;
  const flows = graphs.map((graph) => `"${graph.name}"`).join(', ');
  const known = graphs.flatMap((graph) => [...graph.places.values()].flatMap(labelOf)).join(', ');
  return [
    {
      message: `the double of ${name}${where} has no place in ${flows}; there are: ${known || 'no steps'}`,
    },
  ];
}

function appliesToPlace({ source, node }: DoubleSpec, place: Place): boolean {
  const { definition } = place;
  if (node !== undefined && !isAt(node, { place: place.id, node: place.node })) return false;
  if (definition.kind === 'function') return source === undefined || source === definition.execute;
  if (definition.kind !== 'step' || definition.stepKind === 'human') return false;
  return source === undefined || source === definition.step;
}

/** Returns the faults of answers that are known beforehand and that the node cannot return. */
function answerFaults(spec: DoubleSpec, { name: flow }: Graph, place: Place): readonly DefinitionFault[] {
  const answers = [...spec.answers, ...(spec.fallback ? [spec.fallback.answer] : [])];
  const messages = answers.map((answer) => answerFault(answer, place));
  if (spec.fallback && !place.hasFallback) messages.push('has a fallback, but the step has none');
  if (spec.undo && !place.compensates) messages.push('has a compensate, but the step has none');
  return messages.flatMap((message) =>
    message === undefined ? [] : [{ flow, node: place.node, message: `the double of ${spec.name} ${message}` }],
  );
}

function answerFault(answer: unknown, place: Place): string | undefined {
  if (answer instanceof SpecialAnswer) return answer.kind === 'after' ? answerFault(answer.then, place) : undefined;
  // The outcome of a branch or a body goes to its owner, not along an edge.
  if (answer instanceof Error || typeof answer === 'function' || place.edges.size === 0) return undefined;
  const known = [...place.edges.keys()].map((action) => `"${action}"`).join(', ');
  if (isRouted(answer)) {
    const fits = routes(place) && place.edges.has(answer.action);
    return fits
      ? undefined
      : `takes the action "${answer.action}", for which the node has no edge; there are: ${known}`;
  }
  if (!routes(place) || place.edges.has('next')) return undefined;
  return `returns a value without an action; use route(action, value) with one of: ${known}`;
}

function routes({ definition }: Place): boolean {
  if (definition.kind === 'function') return definition.routes;
  return definition.kind === 'step' && ['router', 'phased', 'human'].includes(definition.stepKind);
}

function labelOf({ definition, id }: Place): readonly string[] {
  if (definition.kind === 'function') return [`${id} (fn "${definition.name}")`];
  return definition.kind === 'step' ? [`${id} (${definition.step.name})`] : [];
}
