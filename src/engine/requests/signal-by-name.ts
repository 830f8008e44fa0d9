import { inspectValue, MillraceError } from '../../errors';
import type { FlowRegistry } from '../../execution';
import type { Graph, Place } from '../../flow';
import type { InputType } from '../../step';
import type { RunIdentifiers } from '../port/engine-backend';
import { requireDeclared } from './require-declared';

const OTHERWISE = 'the signal itself, made by signal(name), needs no declaration';

/** A wait for a signal, with its place. */
interface Wait extends Pick<Place, 'node'> {
  readonly definition: Extract<Place['definition'], { readonly kind: 'wait' }>;
}

/**
 * Returns the declaration that validates a payload which is sent to a run by the name of its signal; `undefined` for an
 * absent payload that needs none.
 *
 * @throws {MillraceError} `UNKNOWN_FLOW` if this engine does not know the flow of the run; `INVALID_SIGNAL` if the flow
 * does not wait for the signal, or declares it in several ways; `INVALID_INPUT` if nothing declares the payload
 */
export function payloadTypeOf(
  name: string,
  payload: unknown,
  { flow, version }: RunIdentifiers,
  registry: FlowRegistry,
): InputType | undefined {
  const graph = registry.graphOf(flow, version);
  if (!graph)
    throw new MillraceError(
      'UNKNOWN_FLOW',
      `flow "${flow}" in version ${version} is not registered with this engine, so it cannot check the payload of the signal ${inspectValue(name)}; ${OTHERWISE}`,
      { details: { flow, version } },
    );
  const waits = waitsOf(graph).filter(({ definition }) => definition.signal === name);
  if (waits.length === 0) throw invalidSignal(`flow "${flow}" does not wait for the signal ${inspectValue(name)}`);
  for (const { node, definition } of waits)
    requireDeclared(definition, payload, { by: 'signal()', flow, node, otherwise: OTHERWISE });
  const [type, ...others] = new Set(waits.map(({ definition }) => definition.payload));
  if (others.length === 0) return type;
  throw invalidSignal(
    `flow "${flow}" declares the payload of the signal ${inspectValue(name)} in several ways; declare it once, and use that signal at each waitFor()`,
  );
}

function waitsOf({ places }: Graph): readonly Wait[] {
  return [...places.values()].flatMap(({ node, definition }) =>
    definition.kind === 'wait' ? [{ node, definition }] : [],
  );
}

function invalidSignal(problem: string): MillraceError {
  return new MillraceError('INVALID_SIGNAL', `signal(): ${problem}`);
}
