import { createTestEngine, testFlow } from 'millrace/testing';
import { registerMatchers } from 'millrace/testing/matchers';
import { expect } from 'vitest';
import { conversation, Talk } from './flow';

registerMatchers(expect);

const engine = createTestEngine({ flows: [conversation] });

export async function typed(): Promise<void> {
  const run = await engine.start(conversation, 'to be');
  expect(run).toCompleteWith(true);
  expect(run).not.toHaveEmitted('token', 'to');
  expect(run).toHaveRunStep(Talk, { times: 2, visits: 1 });
  expect(run.result()).toBeDefined();
  // @ts-expect-error -- the flow gives a boolean
  expect(run).toCompleteWith('true');
  // @ts-expect-error -- no step emits on that channel
  expect(run).toHaveEmitted('tokens');
  // @ts-expect-error -- a list of nodes
  expect(run).toHaveTaken('talk');
  const test = await testFlow(conversation, { input: 'x' });
  expect(test).toFailWith({ code: 'TIMEOUT' });
  expect(test).toCompleteWith(true);
  // @ts-expect-error -- the flow gives a boolean
  expect(test).toCompleteWith('true');
  await expect(conversation).not.toReplay('history.json', { run: [Talk] });
}
