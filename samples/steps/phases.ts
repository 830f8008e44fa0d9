import { inject } from 'inversify';
import { type ContextOf, exit, flow, key, PhasedStep, Step } from 'millrace';

// Work separate from bookkeeping: reads come before, writes come after, and the part in between may fail and is
// retried.

export const tone = key('tone', 'friendly');
export const answered = key('answered', 0);

/** A client of a language model. */
export class Model {
  constructor(readonly ask: (prompt: string) => Promise<string>) {}
}

// #region step
@Step({ retry: { maxAttempts: 3, initial: '1s', factor: 1, jitter: false } })
class Answer extends PhasedStep<string, string, string, { short: string; long: string }> {
  constructor(@inject(Model) private readonly model: Model) {
    super();
  }

  prepare(question: string, ctx: ContextOf<this>) {
    return `${ctx.shared.get(tone)}: ${question}`;
  }

  execute(prompt: string) {
    return this.model.ask(prompt);
  }

  finish(answer: string, _prompt: string, ctx: ContextOf<this>) {
    ctx.shared.update(answered, (count) => count + 1);
    return this.to(answer.length <= 20 ? 'short' : 'long', answer);
  }
}
// #endregion step

const { to, wire } = flow('answer').nodes({
  answer: Answer,
  chat: exit<string>(),
  mail: exit<string>(),
});

export const answer = wire('answer', { answer: { short: to.chat, long: to.mail } });
