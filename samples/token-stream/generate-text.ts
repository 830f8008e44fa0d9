import { setTimeout as pause } from 'node:timers/promises';
import { type ContextOf, MachineStep, Step } from 'millrace';
import { corpus } from './corpus';
import { MarkovChain } from './markov-chain';

export interface Prompt {
  /** The words to continue. */
  readonly text: string;
  /** The most words of the whole result. */
  readonly words: number;
}

// #region step
/** Generates text word by word. Yielded words go to the channel `chunk`, the returned string is the outcome. */
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
