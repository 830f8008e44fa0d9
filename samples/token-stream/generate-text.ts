import { setTimeout as pause } from 'node:timers/promises';
import { type ContextOf, MachineStep, Step } from 'millrace';
import { corpus } from './corpus';
import { MarkovChain } from './markov-chain';

export interface Prompt {
  /** What is to be continued. */
  readonly text: string;
  /** How many words the whole text may have. */
  readonly words: number;
}

// #region step
/** Writes a text word by word. What it yields goes to the channel `chunk`, what it returns is the outcome. */
@Step()
export class GenerateText extends MachineStep<Prompt, string, { chunk: string }, { pace: number }> {
  private readonly chain = new MarkovChain(corpus);

  async *execute({ text, words }: Prompt, ctx: ContextOf<this>) {
    for (let count = text.split(' ').length; count < words; count += 1) {
      const word = this.chain.next(text);
      if (word === undefined) break;
      await pause(ctx.params.pace, undefined, { signal: ctx.signal });
      text = `${text} ${word}`;
      yield word;
    }
    return text;
  }
}
// #endregion step
