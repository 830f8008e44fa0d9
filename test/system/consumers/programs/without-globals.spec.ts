import { testFlow } from 'millrace/testing';
import { registerMatchers } from 'millrace/testing/matchers';
import { expect, it } from 'vitest';
import { conversation, Talk } from './flow';

registerMatchers(expect);

it('Vitest without globals has the matchers once they are registered', async () => {
  const test = await testFlow(conversation, { input: 'to be' });
  expect(test).toCompleteWith(false);
  expect(test).toHaveRunStep(Talk, { times: 1 });
  expect(() => {
    expect(test).toFailWith('TIMEOUT');
  }).toThrow('expected the run to fail; run test of "conversation" is completed');
});

it('and the import for globals says so', async () => {
  await expect(import('millrace/testing/jest')).rejects.toThrow('registerMatchers(expect)');
});
