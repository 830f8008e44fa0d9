import { RunCancelledError } from 'millrace';
import { createTestEngine, testFlow } from 'millrace/testing';
import { story } from '../../samples/token-stream/flow';
import { MarkovChain } from '../../samples/token-stream/markov-chain';
import { sendWords } from '../../samples/token-stream/send-words';
import { runSample } from './run-sample';

const text = 'The mill';

/** Writes until there are so many words. The step really waits for each of them. */
const write = async (words: number, begun = text) => {
  const { result, trace } = await testFlow(story, { input: { text: begun, words }, patience: '1m' });
  return { result, heard: trace.emitted('chunk') };
};

/** Writes, and is cancelled after so many words. */
async function writeUntil(cancelAfter: number) {
  const engine = createTestEngine({ flows: [story], patience: '1m' });
  const run = await engine.start(story, { text, words: 1000 });
  let count = 0;
  run.output('chunk').subscribe(() => {
    count += 1;
    if (count === cancelAfter) void run.cancel({ reason: 'enough' });
  });
  await engine.runUntilIdle();
  return { engine, run, heard: () => engine.trace(run).emitted('chunk') };
}

describe('token stream', () => {
  it('streams the words in order and gives the whole text', async () => {
    const { heard, result } = await write(20);
    expect(heard).toHaveLength(18);
    expect(result).toBe([text, ...heard].join(' '));
  });

  it('stops in the middle when it is cancelled', async () => {
    const { engine, run, heard } = await writeUntil(5);
    await expect(run.result()).rejects.toBeInstanceOf(RunCancelledError);
    expect(await run.status()).toBe('cancelled');
    // That waits for the step, which may still be at work.
    await engine.stop();
    expect(heard()).toHaveLength(5);
  });

  it('goes on where it was cancelled, as if it had not been', async () => {
    const { engine, heard } = await writeUntil(7);
    await engine.stop();
    const whole = await write(20, [text, ...heard()].join(' '));
    expect((await write(20)).result).toBe(whole.result);
  });

  it('ends where the chain knows no further word', async () => {
    expect(new MarkovChain('a b c').next('c b')).toBeUndefined();
    expect((await write(20, 'nobody wrote this')).result).toBe('nobody wrote this');
  });

  it('sends each word once to a reader who goes away and comes back', async () => {
    const engine = createTestEngine({ flows: [story], patience: '1m' });
    const run = await engine.start(story, { text, words: 20 }, { retainedEvents: 100 });
    const heard: string[] = [];
    let last: string | undefined;
    const sit = (words: number) =>
      sendWords(
        run,
        (word, position) => {
          heard.push(word);
          last = position;
          return heard.length < words ? Promise.resolve() : Promise.reject(new Error('the reader has gone'));
        },
        last,
      );
    await expect(sit(5)).rejects.toThrow('gone');
    await expect(sit(9)).rejects.toThrow('gone');
    await sit(100);
    expect(await run.result()).toBe([text, ...heard].join(' '));
    await engine.stop();
  });

  it('prints the words as they come', async () => {
    const printed = await runSample('token-stream');
    expect(printed).toContain('… the reader went for tea. Later:');
    expect(printed).toContain('80 words in two sittings.');
  });
});
