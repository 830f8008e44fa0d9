import type { Definition, FlowDefinition } from '../../flow';

/** A node on a path, with the part of the path up to it, which identifies its visit. */
export interface PlaceOnPath {
  /** The flow that owns the node: that of the run, or one called by name. */
  readonly flow: FlowDefinition;
  readonly place: string;
  readonly visit: string;
  /** Whether the node begins another round of a `repeat`. */
  readonly again: boolean;
}

interface Position {
  readonly flow: FlowDefinition;
  readonly place: string;
  readonly definition: Definition;
}

const SEGMENT = /^([^#[]*)((?:\[\d+\])*)(#\d+)$/;

/**
 * Returns the nodes on a path of a run, from the outside in. Stops at a node that the flow does not have, as after a
 * change of the flow.
 *
 * @param last the place at which the path ends; a body shares the segment of its owner
 * @param called returns the flow that a `ref` names; an unknown flow is not entered
 */
export function placesOnPath(
  path: string,
  last: string,
  root: FlowDefinition,
  called: (name: string) => FlowDefinition | undefined,
): readonly PlaceOnPath[] {
  const found: PlaceOnPath[] = [];
  const segments = path.split('/');
  let scope: Position | undefined = { flow: root, place: '', definition: root };
  let outer = '';
  for (const [index, segment] of segments.entries()) {
    const [, key = '', items = '', visit = ''] = SEGMENT.exec(segment) ?? [];
    const isLast = index === segments.length - 1;
    let again = scope.definition.kind === 'repeat' && visit !== '#1';
    let at: Position | undefined = childOf(enteredFrom(scope, called), key);
    for (let used = ''; at; ) {
      const { flow, place, definition } = at;
      found.push({ flow, place, visit: `${outer}${key}${used}${visit}`, again });
      again = false;
      if ((isLast && place === last) || (definition.kind !== 'each' && definition.kind !== 'within')) break;
      if (definition.kind === 'each') used = items.slice(0, items.indexOf(']', used.length) + 1);
      at = { flow, place: `${place}/body`, definition: definition.body };
    }
    if (!at) break;
    scope = at;
    outer = `${outer}${segment}/`;
  }
  return found;
}

/** Returns the position that contains the next segment: for a reference, the flow that it calls. */
function enteredFrom(scope: Position, called: (name: string) => FlowDefinition | undefined): Position | undefined {
  if (scope.definition.kind !== 'ref') return scope;
  const flow = called(scope.definition.flow);
  return flow && { flow, place: '', definition: flow };
}

function childOf(scope: Position | undefined, key: string): Position | undefined {
  if (!scope) return undefined;
  const { flow, place, definition } = scope;
  const child = (name: string, inner: Definition | undefined): Position | undefined =>
    inner && { flow, place: place === '' ? name : `${place}/${name}`, definition: inner };
  switch (definition.kind) {
    case 'flow':
      return child(key, own(definition.nodes, key));
    case 'all':
    case 'any':
    case 'race':
    case 'settle':
      return child(key, own(definition.branches, key));
    case 'pipe':
      return child(key, definition.parts[Number(key.slice('part'.length)) - 1]);
    case 'repeat':
      return child('body', definition.body);
    // A body has no segment of its own.
    case 'each':
    case 'within':
    case 'ref':
    case 'step':
    case 'function':
    case 'sleep':
    case 'wait':
    case 'exit':
      return undefined;
  }
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
