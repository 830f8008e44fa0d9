import {
  all,
  each,
  exit,
  flow,
  fn,
  key,
  MachineStep,
  MillraceError,
  node,
  repeat,
  type Signal,
  Step,
  signal,
  sleep,
  waitFor,
  within,
} from 'millrace';
import { circuitBreaker } from 'millrace/resilience';

@Step()
class Shout extends MachineStep<string, string> {
  execute(text: string): string {
    return `${text}!`;
  }
}

/** Returns a class with a method that the step does not need. */
function withMethod(name: string) {
  class Named extends MachineStep<string, string> {
    execute(text: string): string {
      return text;
    }
  }
  Object.defineProperty(Named.prototype, name, { value: () => undefined });
  return Named;
}

const draft = () => flow('mistaken').nodes({ shout: Shout, done: exit<string>() });

/** Mistakes of newcomers that are reported where they are made. Each is written as JavaScript would allow it. */
const MISTAKES: Readonly<Record<string, () => unknown>> = {
  'no @Step': () => flow('a').nodes({ plain: withMethod('helper') }),
  '@Step without a call': () => (Step as unknown as (type: unknown) => unknown)(withMethod('helper')),
  'an option of @Step': () => Step({ retries: 3 } as never)(withMethod('helper')),
  'an option of retry': () => Step({ retry: { attempts: 5 } as never })(withMethod('helper')),
  'the hook of another system': () => Step()(withMethod('onError')),
  'a misspelt hook': () => Step()(withMethod('compensat')),
  'an option of node': () => node(Shout, { timeOut: '1s' } as never),
  'an option of flow': () => flow('a', { versions: '1.0.0' } as never),
  'an option of each': () => each(Shout as never, { parallel: 5 } as never),
  'an option of repeat': () => repeat(Shout as never, { times: 5 } as never),
  'an option of exit': () => exit({ compensates: true } as never),
  'an option of all': () => all({ a: Shout }, { loosers: 'compensate' } as never),
  'an option of key': () => key('total', 0, { merges: () => 1 } as never),
  'an option of a breaker': () => circuitBreaker('mistaken', { threshold: 5 } as never),
  'a duration in words': () => node(Shout, { timeout: '5 minutes' as never }),
  'a duration without a unit': () => within(Shout, '48' as never),
  'a duration of a sleep': () => sleep('tomorrow' as never),
  'an action without an edge': () => draft().wire('shout', {} as never),
  'a start that is no node': () => draft().wire('start' as never, { shout: draft().to.done }),
  'a name with a space': () => flow('My Flow'),
  'a key with a dot': () => flow('a').nodes({ 'a.b': Shout, done: exit<string>() }),
  'an exit that is named error': () => flow('a').nodes({ shout: Shout, error: exit<string>() as never }),
  'a version that is none': () => flow('a', { version: '1' }),
  'a body that never ends': () => repeat(Shout as never, { max: 3 }),
  'a function without work': () => fn('work', undefined as never),
  'a signal by its name': () => waitFor('paid' as unknown as Signal<number>),
  'a signal without a name': () => signal(''),
  'a key of the shared store that is a number': () => key(5 as never, 0),
};

describe('the message about a mistake in a definition', () => {
  it.each(Object.entries(MISTAKES))('%s', (_, make) => {
    let thrown: unknown;
    try {
      make();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(MillraceError);
    expect((thrown as MillraceError).message).toMatchSnapshot();
  });
});
