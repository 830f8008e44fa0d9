import { exit, flow, HumanStep, MillraceError, Step, type Storage, unchecked } from 'millrace';
import { answerTask, mockStep, sendSignal, simulate } from 'millrace/testing';
import { broken, go, payment, waiting } from './broken-flows';

const { paying, Charge } = payment(() => undefined);
const payingOnce = { input: 1, steps: [mockStep(Charge, 2)] };

@Step({ form: unchecked<boolean>() })
class Ask extends HumanStep<number, boolean, { yes: number }> {
  request() {
    return { title: 'may I?', candidateGroups: ['all'] };
  }
  complete(_: boolean, n: number) {
    return this.to('yes', n);
  }
}
const draft = flow<number>('asking').nodes({ ask: Ask, done: exit<number>() });
const asking = draft.wire('ask', { ask: { yes: draft.to.done } });

/** Loses the n-th commit, and says that it was written. */
function losing(number: number) {
  return (storage: Storage): Partial<Storage> => {
    let calls = 0;
    return {
      commit: async (request) => {
        calls += 1;
        return calls === number ? request.commits.map(() => 'committed' as const) : storage.commit(request);
      },
    };
  };
}

/** Which rules a simulation finds broken. */
async function brokenRules(simulation: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await simulation.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!MillraceError.is(error, 'SIMULATION_FAILED')) throw new Error(`nothing was found: ${String(error)}`);
  const problems = error.details['problems'] as readonly string[];
  return [...new Set(problems.map((problem) => /\((\w+)\)$/.exec(problem)?.[1] ?? problem))];
}

describe('simulate, on a storage that breaks a promise', () => {
  it('finds that a commit was lost, whatever comes of it', async () => {
    for (let number = 1; number <= 5; number += 1) {
      const lost = simulate(paying, { ...payingOnce, seeds: 1, faults: false, storage: broken(losing(number)) });
      expect(await brokenRules(lost)).toContain('whatIsCommittedStays');
    }
  });

  it('finds that a run was given to one who was not its owner', async () => {
    const generous = (storage: Storage): Partial<Storage> => {
      let created: number | undefined;
      return {
        create: async (request) => {
          const results = await storage.create(request);
          for (const result of results) if (!('error' in result)) created = result.key;
          return results;
        },
        claim: async (request) => {
          const runs = await storage.claim(request);
          const run = created === undefined ? undefined : await storage.load({ run: { id: 'simulated' } });
          return run && runs.length === 0 && run.head.endedAt === undefined ? [run] : runs;
        },
      };
    };
    const shared = simulate(paying, { ...payingOnce, seeds: 20, faults: { storage: 0.1 }, storage: broken(generous) });
    expect(await brokenRules(shared)).toContain('runsHaveOneOwner');
  });

  it('finds a task that stays open though its run is over', async () => {
    const forgetful = (storage: Storage): Partial<Storage> => ({
      commit: (request) =>
        storage.commit({ ...request, commits: request.commits.map(({ closedTasks: _, ...commit }) => commit) }),
    });
    const answers = [answerTask(Ask, true)];
    const open = simulate(asking, { input: 1, seeds: 1, faults: false, answers, storage: broken(forgetful) });
    expect(await brokenRules(open)).toEqual(['nothingIsLeft']);
  });

  it('finds messages that stay though they were taken', async () => {
    const hoarding = (storage: Storage): Partial<Storage> => ({
      commit: (request) =>
        storage.commit({ ...request, commits: request.commits.map(({ consumed: _, ...commit }) => commit) }),
    });
    const signals = [sendSignal(go, 7)];
    const kept = simulate(waiting, { input: 1, seeds: 1, faults: false, signals, storage: broken(hoarding) });
    expect(await brokenRules(kept)).toContain('nothingIsLeft');
  });

  it('finds a result that is not what was committed', async () => {
    const lying = (storage: Storage): Partial<Storage> => ({
      load: async (request) => {
        const run = await storage.load(request);
        const entries = run?.entries.map((entry) => ({ ...entry, body: entry.body.replaceAll('12345', '54321') }));
        return run && entries && { ...run, entries };
      },
    });
    const signals = [sendSignal(go, 12_345)];
    const wrong = simulate(waiting, { input: 1, seeds: 1, faults: false, signals, storage: broken(lying) });
    expect(await brokenRules(wrong)).toEqual(['resultsAreJournaled']);
  });

  it('finds a run that was forgotten while it waited', async () => {
    const sleepy = (): Partial<Storage> => ({ send: async () => ({ result: 'posted' }) });
    const signals = [sendSignal(go, 7)];
    const forgotten = simulate(waiting, { input: 1, seeds: 1, faults: false, signals, storage: broken(sleepy) });
    expect(await brokenRules(forgotten)).toEqual(['runsEnd']);
  });

  it('finds nothing on one that keeps them', async () => {
    const report = await simulate(asking, { input: 1, seeds: 50, answers: [answerTask(Ask, true)] });
    expect(report.runs).toBe(50);
  });
});
