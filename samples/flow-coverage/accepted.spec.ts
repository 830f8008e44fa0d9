import { fulfilment } from '../order-fulfilment/flow';
import { coverageOfThisFile, watchedEngine } from './watched-orders';

const coverage = coverageOfThisFile();

it('charges small orders and leaves large ones to people', async () => {
  const engine = await watchedEngine(coverage);
  const actions = [30, 5000].map(async (amount) => {
    const { action } = await engine.run(fulfilment, { id: `o-${amount}`, article: 'lamp', amount });
    return action;
  });
  expect(await Promise.all(actions)).toEqual(['done', 'manual']);
  await engine.stop();
});
