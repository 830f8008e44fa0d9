import {
  all,
  any,
  choose,
  each,
  exit,
  flow,
  flowOf,
  fn,
  HumanStep,
  isFailure,
  key,
  MachineStep,
  MillraceError,
  node,
  pipe,
  RouterStep,
  repeat,
  route,
  type Signal,
  Step,
  signal,
  sleep,
  toFailure,
  waitFor,
  within,
} from 'millrace';
import { toMermaid } from 'millrace/flow/drawing';
import { circuitBreaker, fallbackChain } from 'millrace/resilience';
import { sqliteStorage } from 'millrace/sqlite';
import { classCodec, compression, encryption, memoryStorage } from 'millrace/storage';
import { loose, table } from '../flow/untyped';

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

@Step({ actions: ['small', 'large'] })
class Size extends RouterStep<string, { small: string; large: string }> {
  execute(text: string) {
    return this.to('small', text);
  }
}

@Step()
class Ask extends HumanStep<string, unknown, { yes: string }> {
  request() {
    return { title: 'Decide' };
  }
  complete(_: unknown, text: string) {
    return this.to('yes', text);
  }
}

/** Wires a draft with a single node, as JavaScript would allow it. */
function wired(source: unknown, edges: (to: Readonly<Record<string, unknown>>) => unknown) {
  const one = flow('mistaken').nodes(table({ work: source, done: exit<string>() }));
  return loose(one.wire)('work', { work: edges(one.to) });
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
  'the hook compensation': () => Step()(withMethod('compensation')),
  'the hook rollback': () => Step()(withMethod('rollback')),
  'the hook onFail': () => Step()(withMethod('onFail')),
  'the hook onSucess': () => Step()(withMethod('onSucess')),
  'the hook in lower case': () => Step()(withMethod('onsuccess')),
  'the hook fallBack': () => Step()(withMethod('fallBack')),
  'the hook skipIf': () => Step()(withMethod('skipIf')),
  'a step without execute': () => {
    // @ts-expect-error execute is missing
    class Runs extends MachineStep<string, string> {
      run(text: string): string {
        return text;
      }
    }
    loose(Step())(Runs);
  },
  'a class without a base': () => loose(Step())(class Plain {}),
  'a node that is a plain function': () => flow('a').nodes(table({ f: (n: number) => n, done: exit() })),
  'a node that is a promise': () => flow('a').nodes(table({ f: Promise.resolve(Shout), done: exit() })),
  'a node that is a draft': () => flow('a').nodes(table({ inner: draft(), done: exit() })),
  'a node that is a flow without nodes': () => flow('a').nodes(table({ inner: flow('b'), done: exit() })),
  'nodes in a list': () => loose((nodes: never) => flow('a').nodes(nodes))([Shout]),
  'no nodes at all': () => loose((nodes: never) => flow('a').nodes(nodes))(undefined),
  'a drawing of a draft': () => toMermaid(draft() as never),
  'an edge that is a string': () => loose(draft().wire)('shout', { shout: 'done' }),
  'an edge that is a misspelt string': () => loose(draft().wire)('shout', { shout: 'dnoe' }),
  'an edge that is a number': () => loose(draft().wire)('shout', { shout: 5 }),
  'an action that leads to a string': () => wired(Size, (to) => ({ small: to['done'], large: 'done' })),
  'an action that leads to a misspelt handle': () => wired(Size, (to) => ({ small: to['done'], large: to['dnoe'] })),
  'a node that is not wired': () => loose(draft().wire)('shout', {}),
  'a misspelt node in the wiring': () => {
    const { to, wire } = draft();
    return loose(wire)('shout', { shuot: to.done });
  },
  'a wiring that is missing': () => loose(draft().wire)('shout'),
  'a misspelt start': () => {
    const { to, wire } = draft();
    return loose(wire)('shuot', { shout: to.done });
  },
  'an action of a router that is left out': () => wired(Size, (to) => ({ small: to['done'] })),
  'an action of a router that does not exist': () =>
    wired(Size, (to) => ({ small: to['done'], large: to['done'], huge: to['done'] })),
  'an action of choose that is left out': () =>
    wired(
      choose('size', () => route('small', 1), { actions: ['small', 'large'] as never }),
      (to) => ({
        small: to['done'],
      }),
    ),
  'a single edge of a router': () => wired(Size, (to) => to['done']),
  'overdue that is left out': () => wired(within(Ask, '1h'), (to) => ({ yes: to['done'] })),
  'the actions of a step with one': () => Step({ actions: ['small'] })(withMethod('helper')),
  'actions that are a string': () => Step({ actions: 'small' as never })(withMethod('helper')),
  'actions of choose that are a string': () => choose('size', () => route('small', 1), { actions: 'small' as never }),
  'via without a function': () => wired(Shout, (to) => loose((to['done'] as { via: never }).via)('upper')),
  'from without a reference': () => wired(Shout, (to) => loose((to['done'] as { from: never }).from)({ text: 'a' })),
  'from with a date': () => wired(Shout, (to) => loose((to['done'] as { from: never }).from)(new Date(0))),
  'the options of fn': () => loose(fn)('work', () => 1, { retry: { maxAttempts: 3 } }),
  'a function without a name': () => loose(fn)(() => 1),
  'a decision without a function': () => loose(choose)('size', { small: true }),
  'a timeout of a flow': () => loose(node)(all({ a: Shout }), { timeout: '5s' }),
  'a retry of a flow in words': () => loose(node)(Shout, { retry: 'three times' }),
  'a guard of a person': () => loose(node)(Ask, { breaker: circuitBreaker('mistaken') }),
  'concurrency that is a number': () => loose(node)(Shout, { concurrency: 5 }),
  'concurrency of each that is no number': () => loose(each)(Shout, { concurrency: 'many' }),
  'a body of each that is a string': () => loose(each)('LoadFile'),
  'a body of within that is a draft': () => loose(within)(draft(), '1h'),
  'a part of a pipe that is no step': () => loose(pipe)(Shout, 5),
  'a node that is nothing': () => loose(node)(undefined, {}),
  'a branch that is a string': () => loose(all)({ mail: 'SendMail' }),
  'a join without branches': () => any({} as never),
  'a branch with a space': () => loose(all)({ 'e mail': Shout }),
  'a pipe without parts': () => loose(pipe)(),
  'a pipe over a router': () => loose(pipe)(Size, Shout),
  'a flow of a router': () => loose(flowOf)('a', Size),
  'an input that is an arrow function': () => loose(flow)('a', { input: (text: string) => text }),
  'a payload that is a string': () => loose(signal)('paid', 'number'),
  'an option of sqliteStorage': () => sqliteStorage({ file: ':memory:', sync: 'NORMAL' } as never),
  'sqliteStorage without a file': () => loose(sqliteStorage)(),
  'the size of memoryStorage in words': () => memoryStorage({ maxBody: '1 MB' as never }),
  'a key of encryption that is too short': () => encryption({ keys: { a: Buffer.alloc(3) }, current: 'a' }),
  'a current key of encryption that is missing': () => encryption({ keys: { a: Buffer.alloc(32) }, current: 'b' }),
  'an option of compression': () => compression({ speed: 3 } as never),
  'a codec without options': () => loose(classCodec)(undefined),
  'the kind of isFailure': () => loose(isFailure)(toFailure(new Error('x')), undefined),
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

  it('of fallbackChain() without levels', async () => {
    const message =
      'fallbackChain(): levels: expected functions by level, such as { live: () => …, estimate: () => … }';
    await expect(loose(fallbackChain)([])).rejects.toThrow(message);
    await expect(loose(fallbackChain)({ live: 1 })).rejects.toThrow(
      'fallbackChain(): levels.live: expected a function',
    );
  });
});
