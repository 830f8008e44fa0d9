import { EventEmitter } from 'node:events';
import { MillraceError } from 'millrace';
import { bulkhead, circuitBreaker, perSecond } from 'millrace/resilience';
import { Bench, codeOf, Unavailable } from '../calls';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

/** A client as people write them: private members, a getter, methods of all kinds. */
class PaymentClient {
  #calls = 0;
  fails = false;
  readonly url = 'https://pay.example';

  get calls(): number {
    return this.#calls;
  }

  set calls(count: number) {
    this.#calls = count;
  }

  async charge(amount: number, _options: { readonly signal?: AbortSignal } = {}): Promise<string> {
    this.#calls += 1;
    if (this.fails) throw new Unavailable('down');
    return `charged ${amount}`;
  }

  refund(amount: number): Promise<string> {
    this.#calls += 1;
    return Promise.resolve(`refunded ${amount}`);
  }

  describe(): string {
    return `${this.url} after ${this.#calls}`;
  }

  twice(amount: number): Promise<readonly string[]> {
    return Promise.all([this.charge(amount), this.charge(amount)]);
  }

  hang({ signal }: { readonly signal: AbortSignal }): Promise<string> {
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }

  with(_name: string): this {
    return this;
  }
}

describe('a protected client', () => {
  it('is what it was, to whoever uses it', async () => {
    const breaker = circuitBreaker('pay');
    const real = new PaymentClient();
    const client = bench.resilience.protect(real, { breaker, timeout: '5s' });
    await expect(client.charge(5)).resolves.toBe('charged 5');
    await expect(client.refund(5)).resolves.toBe('refunded 5');
    expect(client.describe()).toBe('https://pay.example after 2');
    expect(client.calls).toBe(2);
    client.calls = 7;
    expect([real.calls, client.url, 'charge' in client, client instanceof PaymentClient]).toEqual([
      7,
      'https://pay.example',
      true,
      true,
    ]);
    expect(client.charge).toBe(client.charge);
    expect(client.constructor).toBe(PaymentClient);
    expect(Object.keys(client)).toEqual(Object.keys(real));
    expect(client.with('x')).toBe(client);
    expect(Object.prototype.toString.call(client)).toBe('[object Object]');
    expect(bench.clock.pending).toBe(0);
  });

  it('shares its breaker with everybody who names it, and its own calls among its methods are made once', async () => {
    const breaker = circuitBreaker('pay', { failures: 3 });
    const real = new PaymentClient();
    const client = bench.resilience.protect(real, { breaker });
    client.describe();
    real.fails = true;
    await expect(client.twice(1)).rejects.toThrow('down');
    await bench.failures(breaker, 2);
    const [before, outcome] = [real.calls, await client.charge(1).catch(codeOf)];
    expect([outcome, real.calls]).toEqual(['CIRCUIT_OPEN', before]);
    // What is known to give no promise is not guarded.
    expect(client.describe()).toContain('after');
  });

  it('lets nothing through of which it does not know that it gives no promise, unless it is told', async () => {
    const breaker = circuitBreaker('pay', { failures: 1 });
    await bench.failures(breaker, 1);
    const unknown = bench.resilience.protect(new PaymentClient(), { breaker });
    await expect(unknown.describe()).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' });
    const told = bench.resilience.protect(new PaymentClient(), {
      breaker,
      methods: { describe: false, refund: false },
    });
    expect(told.describe()).toBe('https://pay.example after 0');
    await expect(told.refund(3)).resolves.toBe('refunded 3');
  });

  it('takes policies for single methods, which win over those of all', async () => {
    const client = bench.resilience.protect(new PaymentClient(), {
      timeout: '10s',
      methods: { hang: { timeout: '2s' } },
    });
    const { signal } = new AbortController();
    const hanging = client.hang({ signal }).catch((error: unknown) => error);
    await bench.clock.advance(1999);
    expect(bench.clock.pending).toBe(1);
    await bench.clock.advance(1);
    expect(await hanging).toMatchObject({
      code: 'TIMEOUT',
      message: 'PaymentClient.hang() took longer than its timeout of 2000 ms',
    });
  });

  it('gives the method a signal that is aborted with the timeout and with the one of the caller', async () => {
    const seen: AbortSignal[] = [];
    class Spy {
      fetch(_path: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<string> {
        if (signal) seen.push(signal);
        return new Promise(() => undefined);
      }
    }
    const client = bench.resilience.protect(new Spy(), { timeout: '1s' });
    const controller = new AbortController();
    const timedOut = client.fetch('/a', { signal: controller.signal }).catch(codeOf);
    await bench.clock.advance(1000);
    expect([await timedOut, seen[0]?.aborted, controller.signal.aborted]).toEqual(['TIMEOUT', true, false]);
    const cancelled = client.fetch('/b', { signal: controller.signal }).catch(codeOf);
    controller.abort(new Error('cancelled'));
    expect([await cancelled, seen[1]?.aborted]).toEqual(['cancelled', true]);
    expect(bench.clock.pending).toBe(0);
  });

  it('counts a limiter and a bulkhead that have no name for all clients of the class', async () => {
    const options = { limit: perSecond(1), bulkhead: bulkhead(1) };
    const [one, other] = [1, 2].map(() => bench.resilience.protect(new PaymentClient(), options));
    await one?.charge(1);
    const second = jest.fn();
    void other?.charge(2).then(second);
    await bench.clock.settle();
    expect(second).not.toHaveBeenCalled();
    expect(bench.resilience.snapshot().limits['PaymentClient.limit']).toMatchObject({ waiting: 1 });
    await bench.clock.advance(1000);
    expect(second).toHaveBeenCalledWith('charged 2');
    expect(bench.resilience.snapshot().bulkheads['PaymentClient.bulkhead']).toMatchObject({ active: 0 });
  });

  it('may be frozen, a record of functions, a function, or full of events', async () => {
    const { resilience } = bench;
    const frozen = resilience.protect(Object.freeze({ get: async (id: number) => id + 1 }), { timeout: '1s' });
    await expect(frozen.get(1)).resolves.toBe(2);
    const fetchIt = resilience.protect(async (path: string) => `got ${path}`, { timeout: '1s' });
    await expect(fetchIt('/a')).resolves.toBe('got /a');
    const emitter = resilience.protect(new EventEmitter(), { timeout: '1s' });
    const heard = jest.fn();
    expect(emitter.on('x', heard)).toBe(emitter);
    emitter.emit('x', 1);
    expect(heard).toHaveBeenCalledWith(1);
  });

  it('is called again as its policy says', async () => {
    const real = new PaymentClient();
    const client = bench.resilience.protect(real, { retry: { maxAttempts: 3, initial: '1s', jitter: false } });
    real.fails = true;
    const result = client.charge(7);
    await bench.clock.advance(1000);
    expect(real.calls).toBe(2);
    real.fails = false;
    await bench.clock.advance(2000);
    await expect(result).resolves.toBe('charged 7');
    expect(real.calls).toBe(3);
  });

  it('passes on what a method throws at once', () => {
    const client = bench.resilience.protect({ parse: (text: string): unknown => JSON.parse(text) }, { timeout: '1s' });
    expect(() => client.parse('{')).toThrow(SyntaxError);
  });

  it('refuses what it cannot protect with, naming the option', () => {
    const { resilience } = bench;
    const real = new PaymentClient();
    const refuse = (options: object) => {
      expect(() => resilience.protect(real, options)).toThrow(MillraceError);
      return expect(() => resilience.protect(real, options));
    };
    refuse({ methods: { nothing: {} } }).toThrow('methods: PaymentClient has no method "nothing"');
    refuse({ methods: { url: {} } }).toThrow('methods: PaymentClient has no method "url"');
    refuse({ timeout: 'soon' }).toThrow('timeout');
    refuse({ breaker: 'pay' }).toThrow('breaker');
  });
});
