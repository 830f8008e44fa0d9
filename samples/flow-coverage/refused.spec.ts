import { fulfilment } from '../order-fulfilment/flow';
import { coverageOfThisFile, watchedEngine } from './watched-orders';

const coverage = coverageOfThisFile();

it('rejects what there is none of', async () => {
  const engine = await watchedEngine(coverage);
  const outcome = await engine.run(fulfilment, { id: 'o-1', article: 'moon', amount: 30 });
  expect(outcome.action).toBe('rejected');
  await engine.stop();
});
