import type { Container } from 'inversify';
import { flowOf, MachineStep, Step } from 'millrace';

// Something that is done around a step, without the step knowing of it: the container hands out a wrapped one. To log or
// to count, subscribe to `engine.events$` instead; wrap where what a step gets or gives is to be changed or withheld.

@Step()
export class Publish extends MachineStep<string, string> {
  async execute(text: string): Promise<string> {
    if (text === '') throw new Error('there is nothing to publish');
    return `published ${text}`;
  }
}

export const publish = flowOf('publish', Publish);

// #region middleware
/** The same step, with a line before and after each attempt. */
function logged(step: Publish, log: (line: string) => void): Publish {
  const execute = async (text: string) => {
    log(`begin ${text}`);
    try {
      return await step.execute(text);
    } finally {
      log(`end ${text}`);
    }
  };
  return Object.assign(Object.create(step) as Publish, { execute });
}

export function bindLogged(container: Container, log: (line: string) => void): void {
  container
    .bind(Publish)
    .toSelf()
    .onActivation((_context, step) => logged(step, log));
}
// #endregion middleware
