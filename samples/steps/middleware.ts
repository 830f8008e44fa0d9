import type { Container } from 'inversify';
import { flowOf, MachineStep, Step } from 'millrace';

// Code around a step that the step does not know of: the container provides a wrapped instance. To log or
// to count, subscribe to `engine.events$` instead; wrap a step to change or withhold its input or output.

@Step()
export class Publish extends MachineStep<string, string> {
  async execute(text: string): Promise<string> {
    if (text === '') throw new Error('there is nothing to publish');
    return `published ${text}`;
  }
}

export const publish = flowOf('publish', Publish);

// #region middleware
/** Wraps a step: logs a line before and after each attempt. */
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
