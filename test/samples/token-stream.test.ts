import { createEngine, type Engine, RunCancelledError } from 'millrace';
import { story } from '../../samples/token-stream/flow';
import { MarkovChain } from '../../samples/token-stream/markov-chain';
import { runSample } from './run-sample';

const text = 'The mill';

async function write(engine: Engine, words: number, cancelAfter = Number.POSITIVE_INFINITY) {
  const run = await engine.start(story, { text, words });
  const heard: string[] = [];
  run.output('chunk').subscribe((word) => {
    heard.push(word);
    if (heard.length === cancelAfter) void run.cancel('enough');
  });
  const result = await run.result().catch((error: unknown) => error);
  return { run, heard, result };
}

describe('token stream', () => {
  it('streams the words in order and gives the whole text', async () => {
    const engine = await createEngine({ flows: [story] });
    const { heard, result } = await write(engine, 20);
    expect(heard).toHaveLength(18);
    expect(result).toBe([text, ...heard].join(' '));
  });

  it('stops in the middle when it is cancelled', async () => {
    const engine = await createEngine({ flows: [story] });
    const { run, heard, result } = await write(engine, 1000, 5);
    expect(result).toBeInstanceOf(RunCancelledError);
    expect(await run.status()).toBe('cancelled');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(heard).toHaveLength(5);
    await engine.stop();
  });

  it('goes on where it was cancelled, as if it had not been', async () => {
    const engine = await createEngine({ flows: [story] });
    const { heard } = await write(engine, 20, 7);
    const whole = await engine.run(story, { text: [text, ...heard].join(' '), words: 20 });
    await expect(engine.run(story, { text, words: 20 })).resolves.toBe(whole);
  });

  it('ends where the chain knows no further word', async () => {
    expect(new MarkovChain('a b c').next('c b')).toBeUndefined();
    const engine = await createEngine({ flows: [story] });
    await expect(engine.run(story, { text: 'nobody wrote this', words: 20 })).resolves.toBe('nobody wrote this');
  });

  it('prints the words as they come', async () => {
    const printed = await runSample('token-stream');
    expect(printed).toContain('… the reader went for tea. Later:');
    expect(printed).toContain('80 words in two sittings.');
  }, 30_000);
});
