import { Container } from 'inversify';
import { createEngine, exit, flow, MachineStep, Step, type StepFailure } from 'millrace';
import { Engine, millraceModule } from 'millrace/inversify';
import { circuitBreaker, Resilience } from 'millrace/resilience';
import { VirtualClock } from 'millrace/testing';

class Down extends Error {
  readonly status = 503;
}

class PaymentClient {
  calls = 0;

  async charge(amount: number): Promise<string> {
    this.calls += 1;
    if (amount < 0) throw new Down('down');
    return `charged ${amount}`;
  }
}

const payments = circuitBreaker('payments', { failures: 1, openFor: '60s' });

@Step()
class Charge extends MachineStep<number, string> {
  constructor(private readonly client: PaymentClient) {
    super();
  }

  execute(amount: number) {
    return this.client.charge(amount);
  }
}

@Step({ breaker: payments })
class Balance extends MachineStep<number, string> {
  execute(amount: number) {
    return `balance ${amount}`;
  }
}

const end = { done: exit<string>(), failed: exit<StepFailure<number>>() };
const charging = (() => {
  const { to, wire } = flow('charging').nodes({ charge: Charge, ...end });
  return wire('charge', { charge: { next: to.done, error: to.failed } });
})();
const asking = (() => {
  const { to, wire } = flow('asking').nodes({ balance: Balance, ...end });
  return wire('balance', { balance: { next: to.done, error: to.failed } });
})();

let clock: VirtualClock;
let container: Container;
let real: PaymentClient;
beforeEach(() => {
  clock = new VirtualClock({ start: 1_000_000 });
  container = new Container();
  real = new PaymentClient();
  container
    .bind(PaymentClient)
    .toDynamicValue((context) => context.get(Resilience).protect(real, { breaker: payments, timeout: '5s' }))
    .inSingletonScope();
});

describe('guards shared by injected clients and steps', () => {
  it.each([
    ['createEngine', () => createEngine({ container, clock, flows: [charging, asking] })],
    [
      'millraceModule',
      async () => {
        await container.load(millraceModule({ clock, flows: [charging, asking] }));
        return container.get(Engine);
      },
    ],
  ])('have one state in an engine made by %s', async (_, make) => {
    const engine = await make();
    await expect(engine.run(asking, 1)).resolves.toEqual({ action: 'done', value: 'balance 1' });
    await expect(engine.run(charging, -1)).resolves.toMatchObject({ value: { failure: { message: 'down' } } });
    const open = { action: 'failed', value: { failure: { code: 'CIRCUIT_OPEN', retryAfterMs: 60_000 } } };
    await expect(engine.run(charging, 5)).resolves.toMatchObject(open);
    await expect(engine.run(asking, 5)).resolves.toMatchObject(open);
    expect(real.calls).toBe(1);
    expect(engine.resilience()).toEqual(container.get(Resilience).snapshot());
    await clock.advance(60_000);
    await expect(engine.run(charging, 5)).resolves.toEqual({ action: 'done', value: 'charged 5' });
    await expect(engine.run(asking, 5)).resolves.toEqual({ action: 'done', value: 'balance 5' });
    await engine.stop();
  });

  it('are those that the container has already', async () => {
    const resilience = new Resilience({ clock });
    container.bind(Resilience).toConstantValue(resilience);
    resilience.isolate(payments);
    const engine = await createEngine({ container, flows: [charging] });
    await expect(engine.run(charging, 5)).resolves.toMatchObject({ value: { failure: { code: 'CIRCUIT_OPEN' } } });
    await expect(createEngine({ container, clock: new VirtualClock({ start: 1_000_000 }) })).rejects.toThrow(
      'resilience: the container has one on another clock',
    );
    await expect(createEngine({ container, resilience: new Resilience() })).rejects.toThrow(
      'resilience: the container has another one',
    );
  });

  it('are those that the engine is given', async () => {
    const resilience = new Resilience({ clock });
    await createEngine({ container, resilience });
    expect(container.get(Resilience)).toBe(resilience);
    const other = new Container();
    await other.load(millraceModule({ resilience }));
    other.get(Engine);
    expect(other.get(Resilience)).toBe(resilience);
  });

  it('are shared by engines on one clock, and begin anew on another', async () => {
    await createEngine({ container, clock });
    const first = container.get(Resilience);
    await createEngine({ container, clock });
    expect(container.get(Resilience)).toBe(first);
    await createEngine({ container, clock: new VirtualClock({ start: 1_000_000 }) });
    expect(container.get(Resilience)).not.toBe(first);
  });
});
