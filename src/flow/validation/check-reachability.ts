import type { DefinitionFault } from '../../errors';
import type { FlowDefinition } from '../kinds';
import { reach } from './reach';
import type { Unreadable } from './unreadable';

/** Reports nodes that are unreachable from the start, and nodes from which no exit is reachable. */
export function checkReachability(
  { nodes, edges, start }: FlowDefinition,
  unreadable: Unreadable,
): readonly DefinitionFault[] {
  const keys = Object.keys(nodes);
  const forward = new Map(keys.map((key) => [key, unreadable.has(key) ? keys : targets(edges[key])]));
  const backward = new Map<string, string[]>();
  for (const [from, tos] of forward) for (const to of tos) backward.set(to, [...(backward.get(to) ?? []), from]);
  const exits = keys.filter((key) => nodes[key]?.kind === 'exit');
  const reachable = reach([start], forward);
  const ending = reach(exits, backward);
  return keys.flatMap((node) => {
    if (!reachable.has(node))
      return [{ node, message: `no path leads here from the start "${start}"; wire it or remove it` }];
    return ending.has(node) ? [] : [{ node, message: 'no path leads from here to an exit' }];
  });
}

function targets(table: FlowDefinition['edges'][string] | undefined): readonly string[] {
  return Object.values(table ?? {}).map(({ target }) => target);
}
