import { RunCancelledError, RunFailedError } from 'millrace';
import { Deferred } from '../../../../src/engine/handles/deferred';
import {
  outcomeOf,
  promiseOf,
  type RunSettlement,
  type SettledRun,
  settleWith,
} from '../../../../src/engine/handles/run-outcome';

const failure = { name: 'Error', code: 'STEP_FAILED', message: 'no', retryable: true };
const undone = { ...failure, message: 'not undone' };
const ended: SettledRun = { id: 'run-1', flow: 'orders', exits: 1, compensationFailures: [] };

function errorOf(outcome: RunSettlement): Error {
  if ('error' in outcome) return outcome.error;
  throw new Error('expected an outcome with an error');
}

describe('the outcome of a run', () => {
  it('is the value alone where the flow has one exit', () => {
    expect(outcomeOf(ended, { status: 'completed', action: 'next', value: 7 })).toEqual({ value: 7 });
  });

  it.each([0, 2])('names the exit where the flow has %d', (exits) => {
    const outcome = outcomeOf({ ...ended, exits }, { status: 'completed', action: 'paid', value: 7 });
    expect(outcome).toEqual({ value: { action: 'paid', value: 7 } });
  });

  it('is a RunFailedError with its cause and what was not undone', () => {
    const cause = new Error('no');
    const error = errorOf(
      outcomeOf({ ...ended, compensationFailures: [undone], cause }, { status: 'failed', failure }),
    );
    expect(error).toBeInstanceOf(RunFailedError);
    expect(error).toMatchObject({ code: 'RUN_FAILED', failure, cause, compensationFailures: [undone] });
  });

  it('is a RunCancelledError with its reason and what was not undone', () => {
    const error = errorOf(
      outcomeOf({ ...ended, compensationFailures: [undone] }, { status: 'cancelled', reason: 'enough' }),
    );
    expect(error).toBeInstanceOf(RunCancelledError);
    expect(error).toMatchObject({ code: 'RUN_CANCELLED', reason: 'enough', compensationFailures: [undone] });
  });

  it('keeps the failures of compensations as they were at the end', () => {
    const compensationFailures = [undone];
    const error = errorOf(outcomeOf({ ...ended, compensationFailures }, { status: 'cancelled', reason: 'enough' }));
    compensationFailures.push(failure);
    expect(error).toMatchObject({ compensationFailures: [undone] });
  });
});

describe('the promise of an outcome', () => {
  const error = new Error('no');
  const settled = (outcome: RunSettlement) => {
    const deferred = new Deferred();
    settleWith(deferred, outcome);
    return deferred.promise;
  };

  it.each([
    ['made of it', promiseOf],
    ['settled with it', settled],
  ])('resolves to the value or rejects with the error, %s', async (_, promise) => {
    await expect(promise({ value: 7 })).resolves.toBe(7);
    await expect(promise({ value: undefined })).resolves.toBeUndefined();
    await expect(promise({ error })).rejects.toBe(error);
  });

  it.each([
    ['made of it', promiseOf],
    ['settled with it', settled],
  ])('never counts as unhandled, %s', async (_, promise) => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listener);
    void promise({ error });
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', listener);
    expect(unhandled).toEqual([]);
  });
});
