import { Container } from 'inversify';
import { createEngine } from 'millrace';
import { toMermaid } from 'millrace/flow/drawing';
import { testFlow, VirtualClock } from 'millrace/testing';
import { shipping } from '../../samples/tutorial/booking';
import { Carrier, TiredCarrier } from '../../samples/tutorial/carrier';
import { pricing } from '../../samples/tutorial/first-flow';
import { accepting } from '../../samples/tutorial/ways-out';

const parcel = { id: 'p-1', kilograms: 3 };

describe('the tutorial', () => {
  it('runs a flow of one step', async () => {
    // #region first
    const engine = await createEngine();
    const priced = await engine.run(pricing, { id: 'p-1', kilograms: 3 });
    expect(priced.cents).toBe(760);
    // #endregion first
    await engine.stop();
  });

  it('takes one of two ways out', async () => {
    const engine = await createEngine();
    // #region ways
    const outcome = await engine.run(accepting, { id: 'p-2', kilograms: 50 });
    if (outcome.action === 'accepted') expect(outcome.value.cents).toBeGreaterThan(0);
    else expect(outcome.value.kilograms).toBe(50);
    // #endregion ways
    expect(outcome.action).toBe('refused');
    await engine.stop();
  });

  it('books with retries, and lets people watch', async () => {
    const clock = new VirtualClock({ start: 1_000_000 });
    // #region watch
    const container = new Container();
    container.bind(Carrier).toConstantValue(new TiredCarrier(2));
    const engine = await createEngine({ container, flows: [shipping], clock });

    const run = await engine.start(shipping, parcel, { idempotencyKey: parcel.id });
    const attempts: number[] = [];
    run.output('attempt').subscribe((attempt) => attempts.push(attempt));
    const retries: number[] = [];
    run.events$.subscribe((event) => {
      if (event.type === 'step.retrying') retries.push(event.data.delayMs);
    });
    // #endregion watch
    await clock.advance(60_000);
    // #region outcome
    const outcome = await run.result();
    expect(outcome).toMatchObject({ action: 'shipped', value: { papers: { label: 'LABEL booking of p-1' } } });
    expect(attempts).toEqual([1, 2, 3]);
    expect(retries).toHaveLength(2);
    // #endregion outcome
    await engine.stop();
  });

  it('leaves by the failed exit when the carrier stays down', async () => {
    const container = new Container();
    container.bind(Carrier).toConstantValue(new TiredCarrier(3));
    const test = await testFlow(shipping, {
      input: parcel,
      container,
      expect: {
        result: { action: 'failed', value: { attempts: 3, failure: { message: 'the carrier is busy' } } },
        taken: ['book', 'failed'],
      },
    });
    expect(test.failures).toEqual([]);
  });

  it('refuses to start without the carrier, naming flow, node and token', async () => {
    // #region missing
    const starting = createEngine({ container: new Container(), flows: [shipping] });
    await expect(starting).rejects.toThrow(
      /flow "ship-parcel", node "book": step BookPickUp cannot be made: .*Carrier/s,
    );
    // #endregion missing
  });

  it('draws the flow', () => {
    // #region draw
    const picture = toMermaid(shipping);
    expect(picture).toContain('subgraph');
    // #endregion draw
  });
});
