import { exit, fn, node } from 'millrace';
import { Careful, drive, flowOfNodes, Phased, PhasedWithFallback, work } from './steps';

const done = exit<unknown>();

function retried(retry: object, options = {}) {
  return drive(flowOfNodes({ a: node(work, { retry }), done }, { a: 'done' }), options);
}

describe('attempts of a step', () => {
  it('counts all attempts, the first included', () => {
    const run = retried({ maxAttempts: 3, initial: 0 });
    run.fail('a#1').fail('a#1');
    expect(run.flight).toEqual(['a#1 @3']);
    run.fail('a#1');
    expect([run.status, run.ending]).toEqual(['failed', 'BROKEN']);
    expect(run.told('step.')).toEqual([
      'step.scheduled a#1',
      'step.started a#1',
      'step.retrying a#1',
      'step.started a#1',
      'step.retrying a#1',
      'step.started a#1',
      'step.failed a#1',
    ]);
  });

  it('waits longer each time, up to the cap', () => {
    const run = retried({ maxAttempts: 5, initial: '1s', factor: 2, max: '3s', jitter: false });
    const waits = [1, 2, 3, 4].map(() => {
      const [delay = 0] = run.fail('a#1').alarms;
      run.wait(delay);
      return delay;
    });
    expect(waits).toEqual([1000, 2000, 3000, 3000]);
  });

  it.each([
    [0, 750],
    [0.5, 1000],
    [0.999_999, 1250],
  ])('varies the wait by a quarter: a roll of %d gives %d ms', (random, ms) => {
    expect(retried({ maxAttempts: 2, initial: '1s' }, { random }).fail('a#1').alarms).toEqual([ms]);
  });

  it('waits as long as the error asks for', () => {
    const run = retried({ maxAttempts: 2, initial: '1s' }).fail('a#1', 'BUSY', { retryAfterMs: 77 });
    expect(run.alarms).toEqual([77]);
    expect(run.status).toBe('running');
    expect(run.wait(77).flight).toEqual(['a#1 @2']);
  });

  it("waits as long as the policy's own function says, rather than as the error asks for", () => {
    const run = retried({ maxAttempts: 3, initial: '1s' }).fail('a#1', 'BUSY', { retryAfterMs: 77, delayMs: 5 });
    expect(run.alarms).toEqual([5]);
    expect(run.wait(5).fail('a#1', 'BUSY', { delayMs: 0 }).flight).toEqual(['a#1 @3']);
  });

  it('does not repeat what another attempt would not mend, unless retryIf says so', () => {
    expect(retried({ maxAttempts: 3 }).fail('a#1', 'BAD', { retryable: false }).status).toBe('failed');
    expect(retried({ maxAttempts: 3 }).fail('a#1', 'BAD', { retry: false }).status).toBe('failed');
    const run = retried({ maxAttempts: 3, initial: 0 }).fail('a#1', 'BAD', { retryable: false, retry: true });
    expect(run.flight).toEqual(['a#1 @2']);
  });

  it('falls back after the last attempt, and fails with the failure of the fallback', () => {
    const flow = flowOfNodes({ a: Careful, done }, { a: 'done' });
    const run = drive(flow).fail('a#1').fail('a#1', 'WORSE');
    expect(run.flight).toEqual(['a#1 fallback @2']);
    expect(run.operation('a#1').given).toMatchObject({ code: 'WORSE' });
    expect(run.complete('a#1', 'instead').ending).toEqual(['done', 'instead']);
    const other = drive(flow).fail('a#1').fail('a#1').fail('a#1', 'FALLBACK');
    expect(other.ending).toBe('FALLBACK');
  });

  it('tells of a step that was passed over', () => {
    const run = drive(flowOfNodes({ a: work, done }, { a: 'done' })).complete('a#1', 1, { skipped: true });
    expect(run.told('step.').at(-1)).toBe('step.skipped a#1');
    expect(run.ending).toEqual(['done', 1]);
  });
});

describe('a phased step', () => {
  const edges = { a: { a: 'done', b: 'done' } };

  it('repeats execute alone, with what was prepared', () => {
    const run = drive(flowOfNodes({ a: Phased, done }, edges), { input: 'in' });
    expect(run.flight).toEqual(['a#1 prepare']);
    run.complete('a#1', 'prepared').fail('a#1');
    expect(run.flight).toEqual(['a#1 @2']);
    expect(run.operation('a#1').input).toBe('prepared');
    run.complete('a#1', 'result');
    expect(run.flight).toEqual(['a#1 finish']);
    expect(run.operation('a#1')).toMatchObject({ input: 'result', given: 'prepared' });
    expect(run.complete('a#1', 'out', { action: 'b' }).ending).toEqual(['done', 'out']);
  });

  it('does not repeat prepare and finish', () => {
    expect(drive(flowOfNodes({ a: Phased, done }, edges)).fail('a#1').status).toBe('failed');
    const run = drive(flowOfNodes({ a: Phased, done }, edges))
      .complete('a#1')
      .complete('a#1')
      .fail('a#1');
    expect(run.status).toBe('failed');
  });

  it('finishes with what the fallback gave', () => {
    const run = drive(flowOfNodes({ a: PhasedWithFallback, done }, edges));
    run.complete('a#1', 'prepared').fail('a#1').fail('a#1');
    expect(run.operation('a#1')).toMatchObject({ phase: 'fallback', input: 'prepared' });
    run.complete('a#1', 'instead');
    expect(run.operation('a#1')).toMatchObject({ phase: 'finish', input: 'instead', given: 'prepared' });
  });
});

describe('an attempt that was turned away', () => {
  const rejected = { rejected: true };

  it('is none: no other follows, and it is not counted', () => {
    const graph = flowOfNodes(
      { a: node(work, { retry: { maxAttempts: 3, initial: 0 } }), b: fn('b', (f: unknown) => f), done },
      {
        a: { next: 'done', error: 'b' },
        b: 'done',
      },
    );
    const first = drive(graph).fail('a#1', 'CIRCUIT_OPEN', rejected);
    expect(first.operation('b#1').input).toMatchObject({ attempts: 0, failure: { code: 'CIRCUIT_OPEN' } });
    const second = drive(graph)
      .fail('a#1')
      .fail('a#1', 'CIRCUIT_OPEN', { ...rejected, retry: true });
    expect(second.operation('b#1').input).toMatchObject({ attempts: 1 });
    expect(second.events.filter(({ type }) => type === 'step.failed')).toMatchObject([{ attempt: 2 }]);
  });

  it('goes straight to the fallback, and the fallback fails as ever', () => {
    const run = drive(flowOfNodes({ a: Careful, done }, { a: 'done' })).fail('a#1', 'CIRCUIT_OPEN', rejected);
    expect(run.flight).toEqual(['a#1 fallback @0']);
    expect(run.operation('a#1').given).toMatchObject({ code: 'CIRCUIT_OPEN' });
    // Outside of an attempt nothing is turned away.
    run.fail('a#1', 'FALLBACK', rejected);
    expect(run.ending).toBe('FALLBACK');
    expect(run.happen({ type: 'run.redrive' }).flight).toEqual(['a#1']);
  });

  it('keeps the number of attempts over a pause', () => {
    const run = drive(flowOfNodes({ a: Careful, done }, { a: 'done' })).happen({ type: 'run.pause' });
    run.fail('a#1', 'CIRCUIT_OPEN', rejected);
    expect(run.flight).toEqual([]);
    expect(run.happen({ type: 'run.resume' }).flight).toEqual(['a#1 fallback @0']);
  });

  it('can be tried again from there, with what was prepared', () => {
    const edges = { a: { a: 'done', b: 'done' } };
    const run = drive(flowOfNodes({ a: Phased, done }, edges)).complete('a#1', 'prepared');
    run.fail('a#1', 'CIRCUIT_OPEN', rejected);
    expect(run.ending).toBe('CIRCUIT_OPEN');
    run.happen({ type: 'run.redrive' });
    expect(run.flight).toEqual(['a#1']);
    expect(run.operation('a#1')).toMatchObject({ phase: 'execute', input: 'prepared' });
  });
});
