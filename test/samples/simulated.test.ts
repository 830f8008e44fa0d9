import { Container } from 'inversify';
import { answerTask, type SimulatedRun, simulate } from 'millrace/testing';
import { Bookings } from '../../samples/booking/bookings';
import { journey } from '../../samples/booking/flow';
import { dailyReconcile } from '../../samples/daily-reconcile/flow';
import { Station } from '../../samples/daily-reconcile/station';
import { byAll, byAny } from '../../samples/document-review/flow';
import { Review } from '../../samples/document-review/review';
import { Approve, Decision } from '../../samples/expense-approval/approve';
import { expenseApproval } from '../../samples/expense-approval/flow';
import { Cashier } from '../../samples/order-fulfilment/cashier';
import { Charge, CheckStock, fulfilment } from '../../samples/order-fulfilment/flow';
import { Warehouse } from '../../samples/order-fulfilment/warehouse';
import { cases, SEED } from '../support/cases';

/** Which places a run has left by completing their work. */
function completed({ events }: SimulatedRun): ReadonlySet<string> {
  return new Set(events.flatMap((event) => (event.type === 'step.completed' ? [event.place] : [])));
}

function oneOf<T>(random: () => number, ...choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

/** The runs of each sample that are tried. */
const SEEDS = { from: SEED, count: cases(40) };

describe('samples whose processes die, whose steps fail and whose storage is faulty', () => {
  it('order fulfilment reserves an article once, and gives it back when it cannot be paid', async () => {
    // #region simulate
    const fixture = () => ({ warehouse: new Warehouse(new Map([['lamp', 'A7']])), cashier: new Cashier(0) });
    const container = ({ warehouse, cashier }: ReturnType<typeof fixture>) => {
      const made = new Container();
      made.bind(Warehouse).toConstantValue(warehouse);
      made.bind(Cashier).toConstantValue(cashier);
      return made;
    };
    const report = await simulate(fulfilment, {
      seeds: SEEDS,
      faults: { failures: 0.2, terminals: 0.1, timeouts: 0.05, crashes: 0.03, storage: 0.03, at: [CheckStock, Charge] },
      fixture,
      container,
      input: (_, random) => ({ id: 'o-1', article: 'lamp', amount: oneOf(random, 30, 30, 5000) }),
      invariant: (run) => {
        const { outcome } = run;
        expect(outcome.status).toBe('completed');
        if (outcome.status !== 'completed' || !completed(run).has('stock')) return;
        expect(run.fixture.warehouse.reservations).toBe(outcome.action === 'rejected' ? 0 : 1);
      },
    });
    expect(report.unvisited).toEqual([]);
    // #endregion simulate
  });

  it('expense approval pays what somebody has approved, and nothing else', async () => {
    const report = await simulate(expenseApproval, {
      seeds: SEEDS,
      faults: { crashes: 0.05, storage: 0.05 },
      input: (_, random) => ({ id: 'e', employee: 'eve', amount: oneOf(random, 500, 2500, 2500, 5000) }),
      answers: (_, random) => {
        const form = () =>
          Object.assign(new Decision(), oneOf(random, { approved: true }, { approved: false, reason: 'too much' }));
        return [
          answerTask(Approve, form(), { by: 'ann', after: oneOf(random, '2h', '6d', '8d'), node: 'manager' }),
          answerTask(Approve, form(), { by: 'dan', after: '1d', node: 'director' }),
        ];
      },
      invariant: ({ events, outcome, result }) => {
        expect(outcome.status).toBe('completed');
        const decisions = events.filter((event) => event.type === 'task.completed');
        expect(decisions.length).toBeLessThanOrEqual(1);
        const [decision] = decisions;
        const isApproved = decision === undefined || (decision.data.form as { approved: boolean }).approved;
        expect(result?.action).toBe(isApproved ? 'paid' : 'rejected');
        if (decision) expect(JSON.stringify(result?.value)).toContain(decision.data.by);
      },
    });
    expect(report.unvisited).toEqual([]);
  });

  it.each([
    ['all have accepted', byAll, (accepting: number) => accepting === 3],
    ['one has accepted', byAny, (accepting: number) => accepting > 0],
  ] as const)('document review accepts what %s', async (_, flow, accepts) => {
    const report = await simulate(flow, {
      seeds: SEEDS,
      faults: { crashes: 0.05, storage: 0.05 },
      input: { id: 'memo', author: 'eve' },
      answers: (__, random) =>
        ['legal', 'security', 'style'].map((node) =>
          answerTask(
            Review,
            { ok: random() < 0.6, remarks: '' },
            { by: `${node} reviewer`, after: oneOf(random, '1m', '1m', '1h'), node },
          ),
        ),
      invariant: ({ result, events }) => {
        const opinions = Object.values(result?.value ?? {});
        const accepting = opinions.filter(({ action }) => action === 'accept').length;
        expect(result?.action).toBe(accepts(accepting) ? 'accepted' : 'refused');
        // An opinion may come in while the verdict is being reached.
        const given = events.filter((event) => event.type === 'task.completed').length;
        const cancelled = events.filter((event) => event.type === 'task.cancelled').length;
        expect(given).toBeGreaterThanOrEqual(opinions.length);
        expect(given + cancelled).toBe(3);
      },
    });
    expect(Object.keys(report.outcomes).sort()).toEqual(['completed accepted', 'completed refused']);
  });

  it('daily reconcile gives up after the third attempt and not before', async () => {
    await simulate(dailyReconcile, {
      seeds: { from: SEED, count: cases(10) },
      // A step really reads a file.
      patience: '1m',
      faults: { crashes: 0.03, storage: 0.03 },
      fixture: (random) => ({ outages: Math.floor(random() * 5), asked: new Set<string>() }),
      container: (fixture) => {
        const made = new Container();
        let calls = 0;
        made.bind(Station).toConstantValue(
          new Station(() => {
            calls += 1;
            return calls <= fixture.outages;
          }),
        );
        return made;
      },
      input: { day: '2012-03-04' },
      invariant: ({ outcome, timesBegun }) => {
        const attempts = timesBegun('archive').size;
        expect(attempts).toBeLessThanOrEqual(3);
        if (outcome.status === 'failed') expect(attempts).toBe(3);
        else expect(outcome).toMatchObject({ status: 'completed', action: 'agrees', value: { attempt: attempts } });
      },
    });
  });

  it('booking leaves nothing booked that is no part of the journey', async () => {
    const report = await simulate(journey, {
      seeds: SEEDS,
      // Steps really wait, if only for some turns of the event loop.
      patience: '1m',
      faults: { failures: 0.2, timeouts: 0.05, crashes: 0.03, storage: 0.03 },
      fixture: (random) => {
        const soldOut = ['direct flight', 'cheap flight', 'hotel', 'car', 'hostel'].filter(() => random() < 0.3);
        return { bookings: new Bookings(new Set(soldOut)) };
      },
      container: ({ bookings }) => {
        const made = new Container();
        made.bind(Bookings).toConstantValue(bookings);
        return made;
      },
      input: { from: 'Bern', to: 'Rome' },
      invariant: (run) => {
        const booked = new Set<string>();
        for (const line of run.fixture.bookings.log) {
          const [, verb, what = ''] = /^(booked|cancelled) (.*) to Rome$/.exec(line) ?? [];
          if (verb === 'booked') booked.add(what.split(' ')[0] ?? '');
          else booked.delete(what.split(' ')[0] ?? '');
        }
        // Of an attempt that failed for good, or was not waited for, nobody knows whether it was booked.
        const known = [...completed(run)].map((place) => place.split('/').at(-1) ?? '');
        const isDone = run.result?.action === 'done';
        const kept = known.filter((what) => booked.has(what));
        if (!isDone) expect(kept).toEqual([]);
        else expect([1, 2].map((count) => count + 1)).toContain(kept.length);
      },
    });
    expect(Object.keys(report.outcomes).sort()).toEqual(['completed cancelled', 'completed done']);
  });
});
