import { createEngine, type Run } from 'millrace';
import { chainOf, type SimpleFlow } from '../../flows/chain';
import { eachFlow } from '../../flows/each-item';
import { fanOutOf } from '../../flows/fan-out';
import { Increment } from '../../flows/increment';
import { ROUNDS, roundsFlow } from '../../flows/rounds';
import type { GrowthCase, Sized } from './growth-case';

/** What grows within one run. */
export const insideRuns: readonly GrowthCase[] = [
  { unit: 'a step in a chain', isKept: true, make: (size) => runOf(chainOf(Increment, size), 0, size) },
  { unit: 'an item of each', make: (size) => runOf(eachFlow(), numbers(size), size) },
  { unit: 'a branch of all', isKept: true, make: (size) => runOf(fanOutOf(size), 0, size) },
  { unit: 'a round of a loop', make: (size) => runOf(roundsFlow(), ROUNDS - size, size) },
  { unit: 'an event for a subscriber', make: subscribers },
  { unit: 'a tag of a run', make: tags },
];

async function runOf<In>(flow: SimpleFlow<In, unknown>, input: In, units: number): Promise<Sized> {
  const engine = await createEngine({ flows: [flow] });
  const run = async (): Promise<void> => {
    await engine.run(flow, input);
  };
  return { run, units, end: () => engine.stop() };
}

async function subscribers(size: number): Promise<Sized> {
  const chain = chainOf(Increment, 10);
  const engine = await createEngine({ flows: [chain] });
  const listenTo = async (run: Run<{ next: number }>): Promise<void> => {
    for (let count = 0; count < size; count += 1) run.events$.subscribe(() => {});
    await run.result();
  };
  return { run: async () => listenTo(await engine.start(chain, 0)), units: size, end: () => engine.stop() };
}

async function tags(size: number): Promise<Sized> {
  const chain = chainOf(Increment, 1);
  const engine = await createEngine({ flows: [chain] });
  const names = numbers(size).map((index) => `tag-${index}`);
  const run = async (): Promise<void> => {
    await (await engine.start(chain, 0, { tags: names })).result();
  };
  return { run, units: size, end: () => engine.stop() };
}

function numbers(size: number): readonly number[] {
  return Array.from({ length: size }, (_, index) => index);
}
