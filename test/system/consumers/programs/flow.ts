import { type ContextOf, exit, flow, HumanStep, MachineStep, Step, unchecked, within } from 'millrace';

@Step()
export class Talk extends MachineStep<string, number, { token: string }> {
  execute(text: string, context: ContextOf<this>) {
    for (const word of text.split(' ')) context.emit('token', word);
    return text.length;
  }
}

@Step({ form: unchecked<{ readonly heard: boolean }>() })
export class Listen extends HumanStep<number, { readonly heard: boolean }, { answered: boolean }> {
  request() {
    return { title: 'Listen' };
  }

  complete({ heard }: { readonly heard: boolean }) {
    return this.to('answered', heard);
  }
}

const { to, wire } = flow<string>('conversation').nodes({
  talk: Talk,
  listen: within(Listen, '3d'),
  done: exit<boolean>(),
});

export const conversation = wire('talk', {
  talk: to.listen,
  listen: { answered: to.done, overdue: to.done.via(() => false) },
});
