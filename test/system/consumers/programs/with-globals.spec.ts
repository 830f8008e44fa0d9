import { createTestEngine, testFlow } from 'millrace/testing';
import { ran } from 'millrace/testing/jest';
import { conversation, Listen, Talk } from './flow';

describe('Vitest with globals', () => {
  it('has the matchers after one import', async () => {
    const engine = createTestEngine({ flows: [conversation] });
    const run = await engine.start(conversation, 'to be');
    await engine.settle();
    expect(run).toBeWaitingFor(Listen);
    expect(run).toHaveEmitted('token', 'to', 'be');
    await engine.advance('3d');
    expect(run).toCompleteWith(false);
    expect(run).not.toCompleteWith(true);
    expect(run).toHaveTaken([Talk, 'listen', 'done']);
    expect([run]).toEqual([ran(Talk).times(1)]);
    await engine.stop();
  });

  it('says what is wrong', async () => {
    const test = await testFlow(conversation, { input: 'x' });
    expect(() => {
      expect(test).toHaveRunStep(Talk, { times: 2 });
    }).toThrow('to have run with 2 attempts; it had 1 attempt in 1 visit');
    expect(() => {
      expect(test).not.toHaveRunStep(Talk);
    }).toThrow('not to have run');
    expect(() => {
      expect(test).toHaveTaken(['talkk']);
    }).toThrow('there are: talk, listen');
  });
});
