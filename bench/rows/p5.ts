import { createEngine } from 'millrace';
import { chainOf } from '../flows/chain';
import { eachFlow } from '../flows/each-item';
import { fanOutOf } from '../flows/fan-out';
import { Increment } from '../flows/increment';
import { compete } from '../harness/compete';
import { ratioResult } from '../harness/result';
import type { Row } from '../harness/row';

/** Growth: what one unit costs among many, over what it costs among few. */
export const p5: Row = {
  name: 'P5',
  measure: async function* () {
    const chains = { small: chainOf(Increment, 10), large: chainOf(Increment, 1000) };
    const fans = { small: fanOutOf(10), large: fanOutOf(1000) };
    const items = eachFlow();
    const lists = { small: listOf(100), large: listOf(10_000) };
    const engine = await createEngine({ flows: [...Object.values(chains), ...Object.values(fans), items] });

    const step = await compete({
      millrace: { run: () => engine.run(chains.large, 0), units: 1000 },
      limit: { run: () => engine.run(chains.small, 0), units: 10 },
    });
    yield ratioResult({ row: 'P5', case: 'a step in a chain of 1000 over 10, µs', target: 1.2 }, step);

    const item = await compete({
      millrace: { run: () => engine.run(items, lists.large), units: 10_000 },
      limit: { run: () => engine.run(items, lists.small), units: 100 },
    });
    yield ratioResult({ row: 'P5', case: 'an item in each of 10000 over 100, µs', target: 1.3 }, item);

    const branch = await compete({
      millrace: { run: () => engine.run(fans.large, 0), units: 1000 },
      limit: { run: () => engine.run(fans.small, 0), units: 10 },
    });
    yield ratioResult({ row: 'P5', case: 'a branch at width 1000 over 10, µs', target: 1.5 }, branch);
    await engine.stop();
  },
};

function listOf(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}
