import { createEngine, DefinitionError, exit, flow, fn, MachineStep, node, RetryPolicy, Step } from 'millrace';
import {
  bulkhead,
  circuitBreaker,
  defineGuard,
  type Guard,
  perHour,
  perMinute,
  perSecond,
  rateLimit,
} from 'millrace/resilience';

type Given = Record<string, unknown>;
const breaker = (options: Given) => () => circuitBreaker('api', options);
const limiter = (options: Given) => () => rateLimit({ permits: 1, per: '1s', ...options } as never);

describe('what cannot be is refused where it is declared, with the name of the option', () => {
  it.each<readonly [string, () => unknown, string]>([
    ['a limiter of zero', () => perSecond(0), 'perSecond(): calls: expected a whole number of at least 1, got 0'],
    ['less than nothing', () => perMinute(-1), 'perMinute(): calls'],
    ['half a call', () => perHour(0.5), 'perHour(): calls'],
    ['no permits', limiter({ permits: 0 }), 'rateLimit(): permits'],
    ['no number', limiter({ permits: '5' }), 'rateLimit(): permits: expected a whole number of at least 1, got "5"'],
    ['no time', limiter({ per: 0 }), 'rateLimit(): per: expected more than 0 ms'],
    ['no duration', limiter({ per: 'soon' }), 'rateLimit(): per'],
    ['an empty bucket', limiter({ burst: 0 }), 'rateLimit(): burst'],
    [
      'a queue of less than nothing',
      limiter({ queue: -1 }),
      'rateLimit(): queue: expected a whole number of at least 0',
    ],
    [
      'an unknown option',
      limiter({ que: 1 }),
      'rateLimit(): que: there is no such option; known are name, burst, queue',
    ],
    ['an empty name', () => perSecond(1, { name: ' ' }), 'name: expected a string'],
    ['a bulkhead without room', () => bulkhead(0), 'bulkhead(): size'],
    ['endless room', () => bulkhead(Number.POSITIVE_INFINITY), 'bulkhead(): size'],
    ['half a place in the queue', () => bulkhead(1, { queue: 0.5 }), 'bulkhead(): queue'],
    ['no failures', breaker({ failures: 0 }), 'circuitBreaker("api"): failures'],
    ['failures and a rate', breaker({ failures: 1, rate: 0.5, calls: 9 }), 'failures: use either failures or rate'],
    ['a rate of nothing', breaker({ rate: 0.5 }), 'rate: set either calls or window'],
    ['a rate of two things', breaker({ rate: 0.5, calls: 9, window: '1s' }), 'rate: set either calls or window'],
    ['a rate of all', breaker({ rate: 1, calls: 9 }), 'rate: expected a number between 0 and 1, got 1'],
    ['calls without a rate', breaker({ calls: 9 }), 'calls: it belongs to rate'],
    ['a window of no time', breaker({ rate: 0.5, window: 0 }), 'window: expected more than 0 ms'],
    ['more calls than there are', breaker({ rate: 0.5, calls: 9, minCalls: 10 }), 'minCalls: expected at most calls'],
    ['no probes', breaker({ probes: 0 }), 'circuitBreaker("api"): probes'],
    ['open for no time', breaker({ openFor: 0 }), 'openFor: expected more than 0 ms'],
    ['open for ever less', breaker({ openFor: { initial: '1s', factor: 0.5 } }), 'openFor.factor'],
    ['a cap below the beginning', breaker({ openFor: { initial: '9s', max: '1s' } }), 'openFor.max'],
    [
      'a predicate that throws',
      breaker({ countIf: (e: { a: { b: string } }) => e.a.b }),
      'countIf: the function throws for a plain Error',
    ],
    ['no predicate', breaker({ countIf: 5 }), 'countIf: expected a function of the error'],
    ['an unknown option of a breaker', breaker({ threshold: 5 }), 'threshold: there is no such option'],
    ['a breaker without a name', () => circuitBreaker(''), 'name: expected a string of 1 to 200 characters'],
    [
      'a guard of no kind',
      () => defineGuard({ kind: 'fence' } as never),
      'kind: expected "breaker", "limit" or "bulkhead"',
    ],
    [
      'a guard that cannot be opened',
      () => defineGuard({ kind: 'limit', name: 'x', settings: {} } as never),
      'open: expected a function',
    ],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
    expect(declare).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});

class Work extends MachineStep<number, number> {
  execute(input: number): number {
    return input;
  }
}

function stepWith(options: Parameters<typeof Step>[0], name = 'Charge') {
  const type = { [name]: class extends Work {} }[name] as typeof Work;
  Step(options)(type);
  return type;
}

type Piece = typeof Work | ReturnType<typeof fn<number, number>> | ReturnType<typeof node<typeof Work>>;

function flowWith(name: string, first: Piece, second: Piece = first) {
  const { to, wire } = flow(name).nodes({ a: first, b: second, done: exit<number>() });
  return wire('a' as never, { a: to.b, b: to.done });
}

describe('guards as options', () => {
  const payments = circuitBreaker('payments');

  it.each<readonly [string, Given, string]>([
    ['a number as breaker', { breaker: 5 }, 'breaker: expected circuitBreaker("payments"), got 5'],
    ['a number as limit', { limit: 50 }, 'limit: expected perSecond(50), got 50'],
    ['a bulkhead as limit', { limit: bulkhead(1) }, 'limit: expected perSecond(50), got a bulkhead'],
    ['nothing at once', { bulkhead: 0 }, 'bulkhead: expected a whole number of at least 1, got 0'],
    ['a copy', { breaker: { ...payments } }, 'breaker: this is a copy of a declaration'],
    ['a copy under another name', { breaker: { ...payments, name: 'other' } }, 'breaker: this is a copy'],
  ])('%s is refused by @Step and by node', (_, options, message) => {
    expect(() => stepWith(options)).toThrow(DefinitionError);
    expect(() => stepWith(options)).toThrow(`@Step of Charge: ${message}`);
    expect(() => node(stepWith({}), options as never)).toThrow(`node(): ${message}`);
  });

  it('are refused where retry is', () => {
    const inner = flowWith(
      'inner',
      fn('a', (n: number) => n),
    );
    for (const option of ['breaker', 'limit', 'bulkhead'] as const) {
      const given = { breaker: payments, limit: perSecond(1), bulkhead: 1 }[option];
      expect(() => node(inner, { [option]: given })).toThrow(
        `node(): "flow" cannot have ${option}; put it on the steps inside`,
      );
    }
  });

  it('may carry one declaration in many places of one class, but not two classes one without a name', async () => {
    const shared = perSecond(5);
    const [Charge, Refund] = [stepWith({ limit: shared }), stepWith({ limit: shared }, 'Refund')];
    const engine = await createEngine({ flows: [flowWith('one', Charge), flowWith('again', Charge)] });
    expect(Object.keys(engine.resilience().limits)).toEqual(['Charge.limit']);
    const both = engine.register(flowWith('both', Charge, Refund));
    await expect(both).rejects.toThrow(DefinitionError);
    await expect(both).rejects.toThrow('limit: Charge and Refund share a limiter without a name; give it one');
    await expect(engine.start('both', 1)).rejects.toThrow('no flow "both"');
    await engine.stop();
  });

  it('may not carry one name for two declarations', async () => {
    const named = (calls: number) => perSecond(calls, { name: 'api' });
    const flows = [flowWith('one', stepWith({ limit: named(1) }), stepWith({ limit: named(2) }, 'Refund'))];
    await expect(createEngine({ flows })).rejects.toThrow('limit: Charge and Refund each declare a limiter "api"');
    const kinds = flowWith('two', stepWith({ limit: named(1), bulkhead: bulkhead(1, { name: 'api' }) }));
    const engine = await createEngine({ flows: [kinds] });
    expect(engine.resilience()).toMatchObject({ breakers: {}, limits: { api: {} }, bulkheads: { api: {} } });
  });

  it('without a name are told apart by a number', async () => {
    const Charge = stepWith({ bulkhead: 10 });
    const flows = [flowWith('one', Charge, node(Charge, { bulkhead: 2 })), flowWith('two', Charge)];
    const engine = await createEngine({ flows });
    expect(engine.resilience().bulkheads).toMatchObject({
      'Charge.bulkhead': { free: 10 },
      'Charge.bulkhead#2': { free: 2 },
    });
  });

  it('of somebody own count as any other', () => {
    const own: Guard<'limit'> = defineGuard({ kind: 'limit', name: 'redis', settings: {}, open: () => ({}) as never });
    expect(() => stepWith({ limit: own, retry: RetryPolicy.fast })).not.toThrow();
    expect(Object.isFrozen(own)).toBe(true);
  });
});
