import { createEngine, RunCancelledError } from 'millrace';
import { story } from './flow';

const WORDS = 80;
const PATIENCE = 30;

async function main(): Promise<void> {
  const engine = await createEngine({ flows: [story] });
  let text = 'The mill';
  process.stdout.write(text);

  // #region run
  const first = await engine.start(story, { text, words: WORDS });
  first.output('chunk').subscribe((word) => {
    text += ` ${word}`;
    process.stdout.write(` ${word}`);
    if (text.split(' ').length === PATIENCE) void first.cancel({ reason: 'the reader went for tea' });
  });
  await first.result().catch((error: unknown) => {
    if (error instanceof RunCancelledError) process.stdout.write(`\n\n… ${error.reason}. Later:\n\n${text}`);
    else throw error;
  });

  // The words so far are the prompt of the next run.
  const second = await engine.start(story, { text, words: WORDS });
  second.output('chunk').subscribe((word) => process.stdout.write(` ${word}`));
  const whole = await second.result();
  // #endregion run

  console.log(`\n\n${whole.split(' ').length} words in two sittings.`);
  await engine.stop();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
