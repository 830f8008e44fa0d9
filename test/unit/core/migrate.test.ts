import { all, type Composite, each, exit, flow, signal, sleep, waitFor, within } from 'millrace';
import { Ask, drive, flowOfNodes, Undoable, work } from './steps';

const done = exit<unknown>();
const paid = waitFor(signal<unknown>('paid'));
const inner = (key: string) => flowOfNodes({ [key]: paid, done }, { [key]: 'done' }, 'inner');
const first = flowOfNodes(
  { a: work, in: inner('p'), b: work, done },
  { a: 'in', in: 'b', b: { next: 'a', error: 'done' } },
);
const second = flowOfNodes(
  { check: work, b: work, payment: inner('wait'), a: work, done },
  { a: 'payment', payment: 'check', check: 'b', b: { next: 'a', error: 'done' } },
);

describe('migration', () => {
  it('moves a waiting run onto another version; a renamed node takes along what is in it', () => {
    const run = drive(first).complete('a#1', 1);
    expect(run.migrate(second, { in: 'payment', 'in/p': 'payment/wait' })).toBe(true);
    expect(run.told('migrated')).toEqual(['run.migrated']);
    expect(run.events.at(-1)?.data).toEqual({
      from: '1.0.0',
      to: '1.0.0',
      map: { in: 'payment', 'in/p': 'payment/wait' },
    });
    run.signal('paid', 'yes');
    expect(run.flight).toEqual(['check#1']);
    run.complete('check#1').complete('b#1').complete('a#2').signal('paid');
    expect(run.flight).toEqual(['check#2']);
    expect(run.told('payment')).toContain('route.taken payment#2');
  });

  it('does nothing while something is in flight', () => {
    const run = drive(first);
    expect([run.migrate(second, { in: 'payment', 'in/p': 'payment/wait' }), run.told('migrated')]).toEqual([false, []]);
  });

  it('does nothing if the other version lacks a place where the run stands, or has something else there', () => {
    const run = drive(first).complete('a#1');
    expect(run.migrate(second, {})).toBe(false);
    expect(run.migrate(flowOfNodes({ a: work, in: sleep('1s'), done }, { a: 'in', in: 'done' }), {})).toBe(false);
  });

  it('does nothing if the run is among items that come in chunks of another size there', () => {
    const wait = paid as unknown as Composite<readonly unknown[], { readonly next: unknown }>;
    const chunks = (chunk: number) => flowOfNodes({ e: each(wait, { chunk, concurrency: 1 }), done }, { e: 'done' });
    const run = drive(chunks(2), { input: [1, 2, 3, 4] });
    expect([run.migrate(chunks(3), {}), run.migrate(chunks(2), {})]).toEqual([false, true]);
    run.signal('paid', 'a').signal('paid', 'b');
    expect(run.ending).toEqual(['done', ['a', 'b']]);
  });

  it('moves a paused run with what is ready in it', () => {
    const run = drive(first).pause().complete('a#1').signal('paid', 5);
    expect(run.migrate(second, { in: 'payment', b: 'b' })).toBe(true);
    expect(run.resume().flight).toEqual(['b#1']);
  });

  it('keeps outputs that a later from names, and what can be undone, under the new names', () => {
    const old = flow('test').nodes({ old: Undoable, p: paid, b: work, done });
    const before = old.wire('old', { old: old.to.p, p: old.to.b.from({ kept: old.out.old }), b: old.to.done });
    const young = flow('test').nodes({ b: work, p: paid, young: Undoable, done });
    const after = young.wire('young', {
      young: young.to.p,
      p: young.to.b.from({ kept: young.out.young }),
      b: young.to.done,
    });
    const run = drive(before, { input: 'in' }).complete('old#1', 'value');
    expect(run.migrate(after, { old: 'young' })).toBe(true);
    run.signal('paid');
    expect(run.operation('b#1').input).toEqual({ kept: 'value' });
    expect(run.fail('b#1').flight).toEqual(['young#1 compensate']);
  });

  it('rewrites the paths of what can be undone inside a renamed node', () => {
    const saga = (key: string) => {
      const inside = flowOfNodes(
        { u: Undoable, p: paid, undone: exit<unknown>({ compensate: true }) },
        { u: 'p', p: 'undone' },
        'inner',
      );
      return flowOfNodes({ [key]: all({ one: inside }), done }, { [key]: 'done' });
    };
    const run = drive(saga('old')).complete('old#1/one#1/u#1');
    expect(run.migrate(saga('young'), { old: 'young' })).toBe(true);
    expect(run.signal('paid').flight).toEqual(['young#1/one#1/u#1 compensate']);
  });

  it('rewrites them too where a body shares the segment of its owner', () => {
    const saga = (key: string, step: string) => {
      const body = flowOfNodes({ [step]: Undoable, p: paid, done }, { [step]: 'p', p: 'done' }, 'inner');
      return flowOfNodes({ [key]: each(within(body, '1h')), done }, { [key]: 'done' });
    };
    const map = { old: 'young', 'old/body/body/u': 'young/body/body/v' };
    const run = drive(saga('old', 'u'), { input: [1] }).complete('old[0]#1/u#1');
    expect(run.migrate(saga('young', 'v'), map)).toBe(true);
    expect(run.cancel(true).flight).toEqual(['young[0]#1/v#1 compensate']);
  });

  it('opens tasks again, under their new paths', () => {
    const version = (key: string) => flowOfNodes({ [key]: Ask, done }, { [key]: { a: 'done', b: 'done' } });
    const run = drive(version('old')).complete('old#1', { title: 'decide' });
    run.migrate(version('young'), { old: 'young' });
    expect(run.open).toContain('young#1');
    expect(run.completeTask('young#1').flight).toEqual(['young#1 complete']);
  });
});
