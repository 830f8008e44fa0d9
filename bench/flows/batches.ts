import { type EachOptions, each, exit, flow } from 'millrace';
import { type Items } from 'millrace/types';
import type { SimpleFlow } from './chain';
import { Increment } from './increment';

type Options = Pick<EachOptions, 'concurrency' | 'progress'>;

/** Works through items, so many at once. */
export function batchFlow(name: string, options: Options): SimpleFlow<Items<number>, readonly number[]> {
  const { to, wire } = flow(name).nodes({ items: each(Increment, options), done: exit<readonly number[]>() });
  return wire('items', { items: to.done });
}

/** The limit of a batch: so many plain loops side by side that take the next item each. */
export async function plainBatch(
  step: { readonly execute: (value: number) => Promise<number> },
  items: readonly number[],
  concurrency: number,
): Promise<readonly number[]> {
  const results = new Array<number>(items.length);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await step.execute(items[index] ?? 0);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}

/** The same over a source that gives one item after another. */
export async function plainSourceBatch(
  step: { readonly execute: (value: number) => Promise<number> },
  items: AsyncIterator<number>,
  concurrency: number,
): Promise<readonly number[]> {
  const results: number[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let item = await items.next(); item.done !== true; item = await items.next()) {
      const index = next++;
      results[index] = await step.execute(item.value);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}
