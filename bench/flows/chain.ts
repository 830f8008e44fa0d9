import { exit, type Flow, flow } from 'millrace';
import { type NodeTable } from 'millrace/types';

/** A flow with one way out. */
export type SimpleFlow<In, Out> = Flow<In, { readonly next: Out }>;

/** A chain of that many nodes of one step, from `n1` to the exit `done`. */
export function chainOf<Value = number>(step: NodeTable[string], length: number): SimpleFlow<Value, Value> {
  const keys = Array.from({ length }, (_, index) => `n${index + 1}`);
  const { to, wire } = flow(`chain-${length}`).nodes<NodeTable>({
    ...Object.fromEntries(keys.map((key) => [key, step])),
    done: exit<Value>(),
  });
  return asChain<Value>(wire('n1', Object.fromEntries(keys.map((key, at) => [key, to[keys[at + 1] ?? 'done']!]))));
}

/** The compiler cannot follow a graph that a loop makes; the steps decide which values go in and out. */
function asChain<Value>(chain: unknown): SimpleFlow<Value, Value> {
  return chain as SimpleFlow<Value, Value>;
}
