import { type AnyFlow, compile, type FlowDefinition, requireFlow } from '../../flow';
import type { FlowSpy } from './flow-spy';
import { Spy } from './spy';

const spies = new WeakMap<FlowDefinition, Set<Spy>>();

/**
 * Records the calls of the steps of a flow on all test engines.
 *
 * @example
 * const spy = spyOn(fulfilment);
 * await testFlow(fulfilment, { input: order });
 * expect(spy.inputsOf(Charge)).toEqual([order]);
 */
export function spyOn(flow: AnyFlow): FlowSpy {
  const definition = requireFlow(flow, 'spyOn()');
  const all = spies.get(definition) ?? new Set();
  const spy: Spy = new Spy(
    // A flow that is called by name is spied on separately.
    compile(definition, () => definition),
    () => all.delete(spy),
  );
  all.add(spy);
  spies.set(definition, all);
  return spy;
}

/** Returns the spies on a flow. */
export function spiesOn(definition: FlowDefinition): Iterable<Spy> {
  return spies.get(definition) ?? [];
}
