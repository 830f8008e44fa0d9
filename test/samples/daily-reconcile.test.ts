import { Container } from 'inversify';
import { createTestEngine, type TestEngine } from 'millrace/testing';
import { dailyReconcile } from '../../samples/daily-reconcile/flow';
import { Station } from '../../samples/daily-reconcile/station';

/** An engine whose archive is down for the first so many calls. */
function engineWith(outages: number): TestEngine {
  let calls = 0;
  const isDown = (): boolean => {
    calls += 1;
    return calls <= outages;
  };
  const container = new Container();
  container.bind(Station).toConstantValue(new Station(isDown));
  // The data comes from real files.
  return createTestEngine({ container, flows: [dailyReconcile], patience: '1m' });
}

it('tries again after one second and then after two, each time as a fresh flow that knows its attempt', async () => {
  const engine = engineWith(2);
  const run = await engine.start(dailyReconcile, { day: '2012-03-04' });
  const attempts = () =>
    engine
      .trace(run)
      .calls.filter(({ place }) => place === 'first' || place === 'next')
      .map(({ output }) => output);
  await engine.settle();
  expect(await run.status()).toBe('waiting');
  await engine.advance(999);
  expect(attempts()).toHaveLength(1);
  await engine.advance(1);
  expect(attempts()).toHaveLength(2);
  await engine.advance(2000);
  expect(await run.result()).toEqual({ action: 'agrees', value: { day: '2012-03-04', attempt: 3, differences: [] } });
  const scheduledAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
  expect(attempts()).toEqual([1, 2, 3].map((attempt) => ({ payload: { day: '2012-03-04' }, attempt, scheduledAt })));
  await engine.stop();
});

it('fails with the last error after the third attempt', async () => {
  const engine = engineWith(3);
  await expect(engine.run(dailyReconcile, { day: '2012-03-04' })).rejects.toMatchObject({
    code: 'RUN_FAILED',
    failure: { message: 'the archive does not answer' },
  });
  await engine.stop();
});

it('says whether the books agree', async () => {
  const engine = engineWith(0);
  await expect(engine.run(dailyReconcile, { day: '2019-01-01' })).resolves.toMatchObject({ action: 'agrees' });
  await engine.stop();
});
