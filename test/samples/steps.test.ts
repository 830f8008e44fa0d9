import { Container } from 'inversify';
import { flowOf, fn, node } from 'millrace';
import { createTestEngine, type FlowTest, type TestEngine, testFlow } from 'millrace/testing';
import { temperature } from '../../samples/steps/accumulator';
import { Metrics } from '../../samples/steps/metrics';
import { bindLogged, publish } from '../../samples/steps/middleware';
import { answer, answered, Model, tone } from '../../samples/steps/phases';
import { fileName } from '../../samples/steps/pipeline';
import { bindConnection, Connection, query } from '../../samples/steps/resource';
import { reception } from '../../samples/steps/settings';
import { openAccount } from '../../samples/steps/validation';

let container: Container;
let engine: TestEngine;
beforeEach(() => {
  container = new Container();
  engine = createTestEngine({ container });
});
afterEach(() => engine.stop({ graceMs: 0 }));

it('reads the store before the work and chooses the way after it', async () => {
  // #region test
  const prompts: string[] = [];
  const model = new Model(async (prompt) => {
    prompts.push(prompt);
    if (prompts.length === 1) throw new Error('overloaded');
    return prompt.toUpperCase();
  });
  container.bind(Model).toConstantValue(model);

  const { result, shared, trace } = await testFlow(answer, { input: 'why?', container });
  expect(result).toEqual({ action: 'chat', value: 'FRIENDLY: WHY?' });
  expect(shared).toEqual({ answered: 1 });
  expect(trace.elapsedMs).toBe(1000); // the wait between the two attempts
  expect(prompts).toEqual(['friendly: why?', 'friendly: why?']);
  // #endregion test
  expect([tone.initial, answered.initial]).toEqual(['friendly', 0]);
});

it('gives a class settings at each place, and one counter to all of them', async () => {
  await expect(engine.run(reception, 'Ada')).resolves.toBe(
    'Good evening Welcome Ada, you are guest number 1, you are guest number 2',
  );
});

it('collects what runs bring until there is enough', async () => {
  const brought = await Promise.all([10, 20, 60, 5].map((celsius) => engine.run(temperature, { celsius })));
  expect(brought).toEqual([
    { action: 'waiting', value: 1 },
    { action: 'waiting', value: 2 },
    { action: 'known', value: 30 },
    { action: 'waiting', value: 1 },
  ]);
});

it('opens a connection once and has the container close it', async () => {
  const opened: Connection[] = [];
  bindConnection(container, () => {
    opened.push(new Connection());
    return opened.at(-1) as Connection;
  });
  await engine.run(query, 'select 1');
  await engine.run(query, 'select 1');
  await expect(engine.run(query, 'select 2')).resolves.toBe('rows of select 2');
  expect(opened.map(({ open, prepared }) => ({ open, prepared: [...prepared] }))).toEqual([
    { open: true, prepared: ['select 1', 'select 2'] },
  ]);
  await engine.stop();
  await container.unbindAll();
  expect(opened[0]?.open).toBe(false);
});

it('lists what is wrong with a value', async () => {
  await expect(engine.run(openAccount, { name: 'Ada', balance: 0 })).resolves.toMatchObject({ action: 'opened' });
  await expect(engine.run(openAccount, { name: '', balance: -1 })).resolves.toEqual({
    action: 'refused',
    value: 'validation failed: name: must not be empty; balance: must not be negative',
  });
});

it('runs stages in a row, and events tell which one failed', async () => {
  const failed = ({ trace }: Pick<FlowTest, 'trace'>) =>
    trace.calls.filter(({ status }) => status === 'failed').map(({ path }) => path);
  const named = await testFlow(fileName, { input: '  Hello World  ' });
  expect(named.result).toEqual({ action: 'named', value: 'hello_world' });
  expect(failed(named)).toEqual([]);
  const empty = await testFlow(fileName, { input: '   ' });
  expect(empty.result).toEqual({ action: 'failed', value: 'slug failed: nothing is left of the title' });
  expect(failed(empty)).toEqual(['slug#1/part3#1']);
});

it('measures nodes from outside', async () => {
  const metrics = new Metrics();
  engine.events$.subscribe((event) => {
    metrics.observe(event);
  });
  const work = fn('work', async (ms: number, ctx) => {
    await new Promise<void>((resolve) => engine.clock.setTimer(ms, resolve));
    if (ctx.attempt === 1 && ms === 30) throw new Error('slow');
    return ms;
  });
  const measured = flowOf('measured', node(work, { retry: { maxAttempts: 2, initial: 0 } }));
  await Promise.all([engine.run(measured, 30), engine.run(measured, 60)]);
  expect(metrics.of('main')).toEqual({
    executions: 3,
    successes: 2,
    failures: 1,
    fallbacks: 0,
    averageMs: 40,
    successRate: 2 / 3,
  });
  expect(metrics.of('other')).toMatchObject({ executions: 0, averageMs: 0, successRate: 0 });
});

it('does something around a step that does not know of it', async () => {
  const lines: string[] = [];
  bindLogged(container, (line) => lines.push(line));
  await expect(engine.run(publish, 'news')).resolves.toBe('published news');
  await expect(engine.run(publish, '')).rejects.toThrow('there is nothing to publish');
  expect(lines).toEqual(['begin news', 'end news', 'begin ', 'end ']);
});
