import { Container } from 'inversify';
import { createTestEngine, sendSignal, type TestEngine, testFlow } from 'millrace/testing';
import { buttonColour } from '../../samples/branching/ab-test';
import { admission } from '../../samples/branching/binary';
import { mailRoom, RoutingTable } from '../../samples/branching/dynamic-table';
import { checkout, FeatureFlags } from '../../samples/branching/feature-flag';
import { parcelSize } from '../../samples/branching/multi-way';
import { negotiation } from '../../samples/branching/retry-loop';
import { type Command, command, document } from '../../samples/branching/state-machine';
import { deployment } from '../../samples/branching/weighted';

let engine: TestEngine;
const table = new RoutingTable([['invoice', 'sales']]);
const flags = new Set<string>();

beforeEach(() => {
  const container = new Container();
  container.bind(FeatureFlags).toConstantValue(new FeatureFlags(flags));
  container.bind(RoutingTable).toConstantValue(table);
  engine = createTestEngine({ container, flows: [checkout, mailRoom] });
});
afterEach(() => engine.stop());

it('goes one of two ways', async () => {
  await expect(engine.run(admission, { name: 'Ada', age: 18 })).resolves.toBe('Welcome, Ada');
  await expect(engine.run(admission, { name: 'Ben', age: 16 })).resolves.toBe('Come back in 2 years, Ben');
});

it.each([
  [9, 'small'],
  [10, 'medium'],
  [99, 'medium'],
  [100, 'large'],
  [999, 'large'],
  [1000, 'xlarge'],
])('goes one of several ways: %d g is %s', async (grams, action) => {
  await expect(engine.run(parcelSize, { grams })).resolves.toEqual({ action, value: { grams } });
});

it('stands in a state until a command fits it', async () => {
  const commands: readonly Command[] = ['publish', 'submit', 'revise', 'submit', 'approve', 'publish'];
  const { result, trace } = await testFlow(document, {
    input: undefined,
    signals: commands.map((given, index) => sendSignal(command, given, { after: `${index + 1}h` })),
  });
  const states = trace.taken.map(({ node }) => node).filter((node) => !/^(in|when)/.test(node));
  expect(states).toEqual(['draft', 'draft', 'review', 'draft', 'review', 'approved', 'published']);
  expect(result).toBe('publish');
});

it('shares requests by weight, in turn', async () => {
  const ways: string[] = [];
  for (let request = 0; request < 8; request += 1) ways.push((await engine.run(deployment, { path: '/' })).action);
  const round = ['stable', 'stable', 'stable', 'canary'];
  expect(ways).toEqual([...round, ...round]);
});

it('asks a flag', async () => {
  await expect(engine.run(checkout, { items: 2 })).resolves.toBe('2 items on three pages');
  flags.add('checkout');
  await expect(engine.run(checkout, { items: 2 })).resolves.toBe('2 items on one page');
});

it('shows a user always the same variant, and the variants to their shares', async () => {
  const ids = Array.from({ length: 2000 }, (_, index) => `user-${index}`);
  const seen = await Promise.all(ids.map((id) => engine.run(buttonColour, { id })));
  const share = (text: string) => seen.filter((one) => one === text).length / ids.length;
  expect(share('grey button, variant control')).toBeCloseTo(0.5, 1);
  expect(share('blue button, variant blue')).toBeCloseTo(0.2, 1);
  expect(share('green button, variant green')).toBeCloseTo(0.3, 1);
  await expect(engine.run(buttonColour, { id: 'user-7' })).resolves.toBe(seen[7]);
});

it('looks the way up in a table that may change, and has one for what the table does not know', async () => {
  const way = async (kind: string) => (await engine.run(mailRoom, { kind })).action;
  await expect(way('invoice')).resolves.toBe('sales');
  await expect(way('complaint')).resolves.toBe('reception');
  table.set('complaint', 'support');
  await expect(way('complaint')).resolves.toBe('support');
});

it('tries three times at most', async () => {
  const bid = (limit: number) => engine.run(negotiation, { price: 80, limit });
  await expect(bid(100)).resolves.toEqual({ action: 'sold', value: { price: 100, limit: 100 } });
  await expect(bid(101)).resolves.toEqual({ action: 'unsold', value: { price: 110, limit: 101 } });
});
