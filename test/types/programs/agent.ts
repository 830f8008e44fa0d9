import { type ContextOf, each, exit, flow, fn, MachineStep, RouterStep, repeat, Step } from 'millrace';

// An agent loop: a model that asks for tools until it answers, tokens on a channel, at most ten rounds.

export interface Message {
  readonly role: 'user' | 'assistant' | 'tool';
  readonly text: string;
}
export interface Call {
  readonly tool: string;
}
export interface Chat {
  readonly messages: readonly Message[];
}
export interface Asked {
  readonly chat: Chat;
  readonly calls: readonly Call[];
}

/** Asks for one tool until two of them have answered; asked to "loop", it never stops. */
@Step()
export class Think extends RouterStep<Chat, { tools: Asked; done: string }, { token: string }> {
  execute(chat: Chat, ctx: ContextOf<this>) {
    const answers = chat.messages.filter((message) => message.role === 'tool');
    ctx.emit('token', `thought ${answers.length + 1}`);
    if (answers.length >= 2 && chat.messages[0]?.text !== 'loop') {
      return this.to('done', answers.map((answer) => answer.text).join(' '));
    }
    return this.to('tools', { chat, calls: [{ tool: `tool${answers.length + 1}` }] });
  }
}

@Step()
export class RunTool extends MachineStep<Call, Message> {
  async execute(call: Call): Promise<Message> {
    return { role: 'tool', text: call.tool };
  }
}

const round = flow('round').nodes({
  think: Think,
  tools: each(RunTool, { concurrency: 4 }),
  merge: fn(
    'merge',
    (x: { readonly asked: Asked; readonly results: readonly Message[] }): Chat => ({
      messages: [...x.asked.chat.messages, ...x.results],
    }),
  ),
  again: exit<Chat>(),
  done: exit<string>(),
});

export const oneRound = round.wire('think', {
  think: { tools: round.to.tools.via((asked) => asked.calls), done: round.to.done },
  tools: round.to.merge.from({ asked: round.out.think.tools, results: round.out.tools }),
  merge: round.to.again,
});

const { to, wire } = flow('agent').nodes({
  rounds: repeat(oneRound, { max: 10 }),
  done: exit<string>(),
  spent: exit<Chat>(),
});

export const agent = wire('rounds', { rounds: { done: to.done, exhausted: to.spent } });
