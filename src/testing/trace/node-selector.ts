import { inspectValue, MillraceError, nearestName } from '../../errors';
import { type Composite, definitionOf, type Graph, type Place } from '../../flow';
import type { StepClass } from '../../step';
import { isAt } from './position';

/** A selector of nodes: those of a step class, an `fn` or a `choose`; or a node by its key or place (`notify/mail`). */
export type NodeSelector = string | StepClass | Composite<never, unknown>;

/**
 * Returns the ids of the selected places.
 *
 * @throws {MillraceError} `UNKNOWN_NODE`, with the known nodes, if there are none
 */
export function selectedPlaces(graphs: readonly Graph[], selector: NodeSelector): ReadonlySet<string> {
  const places = graphs.flatMap((graph) => [...graph.places.values()].filter(({ owner }) => owner !== undefined));
  const found = places.filter(matcherOf(selector)).map(({ id }) => id);
  if (found.length > 0) return new Set(found);
  const flows = graphs.map(({ name }) => `"${name}"`).join(', ');
  const known = places.map(({ id }) => id);
  const nearest = typeof selector === 'string' ? nearestName(selector, known) : undefined;
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new MillraceError(
    'UNKNOWN_NODE',
    `there is no ${nameOf(selector)} in ${flows || 'no flow at all'}; there are: ${known.join(', ')}${hint}`,
    { details: { known } },
  );
}

function matcherOf(selector: NodeSelector): (place: Place) => boolean {
  if (typeof selector === 'string') return ({ id, node }) => isAt(selector, { place: id, node });
  const wanted = workOf(selector);
  return ({ definition }) => wanted !== undefined && workOf(definition) === wanted;
}

/** Returns the class or function that performs the work; `undefined` if there is none. */
function workOf(source: unknown): unknown {
  const definition = definitionOf(source);
  if (definition.kind === 'step') return definition.step;
  if (definition.kind === 'function') return definition.execute;
  return definition.kind === 'each' && definition.body.kind === 'step' ? definition.body.step : undefined;
}

/** Returns the name of the selected nodes for messages. */
export function nameOf(selector: NodeSelector): string {
  if (typeof selector === 'string') return `node ${inspectValue(selector)}`;
  const definition = definitionOf(selector);
  const work = definition.kind === 'each' ? definition.body : definition;
  if (work.kind === 'step') return `node of the step ${work.step.name}`;
  return work.kind === 'function' ? `node of fn "${work.name}"` : `node of that ${definition.kind}`;
}
