import type { Storage } from 'millrace';
import { altered } from './altered';

/** A storage that breaks a promise, and checks that have to find it out. */
export interface BrokenStorage {
  readonly fault: string;
  readonly alter: (storage: Storage) => Storage;
  readonly found: readonly string[];
}

/** Commits as if they had the revision that the storage expects. */
function ignoringRevisions(storage: Storage): Storage {
  const known = new Map<number, number>();
  return altered(storage, {
    commit: async ({ lease, commits }: Parameters<Storage['commit']>[0]) => {
      const renumbered = commits.map((one) => ({ ...one, rev: known.get(one.run) ?? 0 }));
      const results = await storage.commit({ lease, commits: renumbered });
      for (const [index, { run, rev }] of renumbered.entries())
        if (results[index] === 'committed') known.set(run, rev + 1);
      return results;
    },
  });
}

/** Commits for whoever owns the run. */
function ignoringOwners(storage: Storage): Storage {
  const owners = new Map<number, { readonly id: number }>();
  return altered(storage, {
    create: async (request: Parameters<Storage['create']>[0]) => {
      const created = await storage.create(request);
      for (const one of created) if ('owned' in one && one.owned && request.lease) owners.set(one.key, request.lease);
      return created;
    },
    commit: async ({ lease, commits }: Parameters<Storage['commit']>[0]) =>
      (
        await Promise.all(commits.map((one) => storage.commit({ lease: owners.get(one.run) ?? lease, commits: [one] })))
      ).flat(),
  });
}

export const brokenStorages: readonly BrokenStorage[] = [
  {
    fault: 'acknowledges commits that it does not write',
    alter: (storage) =>
      altered(storage, {
        commit: ({ commits }: Parameters<Storage['commit']>[0]) => Promise.resolve(commits.map(() => 'committed')),
      }),
    found: ['a commit changes head and revision and adds its entry', 'only the lease that owns a run can commit it'],
  },
  {
    fault: 'writes commits of any revision',
    alter: ignoringRevisions,
    found: ['a commit of another revision is lost and changes nothing'],
  },
  {
    fault: 'writes commits of any lease',
    alter: ignoringOwners,
    found: ['only the lease that owns a run can commit it'],
  },
  {
    fault: 'gives claimed runs to others, too',
    alter: (storage) =>
      altered(storage, {
        claim: async (request: Parameters<Storage['claim']>[0]) => {
          const runs = await storage.claim(request);
          await storage.releaseRuns({ lease: request.lease, except: [] });
          return runs;
        },
      }),
    found: ['a run is claimed by one lease at a time'],
  },
  {
    fault: 'forgets idempotency keys of messages',
    alter: (storage) =>
      altered(storage, {
        send: ({ idempotencyKey: _, ...posting }: Parameters<Storage['send']>[0]) => storage.send(posting),
      }),
    found: [
      'a message with an idempotency key is kept once per run, with its digest, even after it was consumed or the run has ended',
      'of two concurrent messages with one idempotency key one is kept',
    ],
  },
  {
    fault: 'forgets idempotency keys of starts',
    alter: (storage) =>
      altered(storage, {
        create: ({ runs, lease }: Parameters<Storage['create']>[0]) =>
          storage.create({
            runs: runs.map((run) => ({ ...run, origin: { ...run.origin, idempotencyKey: undefined } })),
            lease,
          }),
      }),
    found: [
      'an idempotency key starts one run of a flow; whatever comes with it again is answered with the first digest',
    ],
  },
  {
    fault: 'answers repetitions with their own digest',
    alter: (storage) =>
      altered(storage, {
        create: async (request: Parameters<Storage['create']>[0]) => {
          const answers = await storage.create(request);
          return answers.map((one, index) => ({ ...one, digest: request.runs[index]?.digest }));
        },
        send: async (request: Parameters<Storage['send']>[0]) => {
          const answer = await storage.send(request);
          return { ...answer, digest: request.digest };
        },
      }),
    found: [
      'a message with an idempotency key is kept once per run, with its digest, even after it was consumed or the run has ended',
      'an idempotency key starts one run of a flow; whatever comes with it again is answered with the first digest',
    ],
  },
  {
    fault: 'loses every third message that it acknowledges',
    alter: (storage) => {
      let sent = 0;
      return altered(storage, {
        send: (posting: Parameters<Storage['send']>[0]) => {
          sent += 1;
          return sent % 3 === 0
            ? storage.find({ run: posting.to }).then((run) => ({
                result: 'posted',
                run: run && { key: run.key, id: run.origin.id, status: run.head.status },
              }))
            : storage.send(posting);
        },
      });
    },
    found: ['concurrent messages to many runs are all kept, in the order of each sender'],
  },
  {
    fault: 'gives everybody a slot',
    alter: (storage) =>
      altered(storage, {
        create: ({ runs, lease }: Parameters<Storage['create']>[0]) =>
          storage.create({
            runs: runs.map(({ permit, ...run }) =>
              permit ? { ...run, permit: { ...permit, limit: 1000, total: undefined } } : run,
            ),
            lease,
          }),
      }),
    found: ['a run that has to wait for its permit is unowned, and due when it receives it'],
  },
  {
    fault: 'tells nobody of anything',
    alter: (storage) => altered(storage, { watch: () => () => undefined }),
    found: ['a watcher is notified of due runs, of messages to owned runs and of commits'],
  },
  {
    fault: 'gives every journal from its beginning',
    alter: (storage) =>
      altered(storage, {
        journal: ({ afterSeq: _, ...query }: Parameters<Storage['journal']>[0]) => storage.journal(query),
      }),
    found: ['a journal is read whole, after an event, up to an entry, or in parts'],
  },
  {
    fault: 'names all runs with messages, whichever are asked for',
    alter: (storage) =>
      altered(storage, {
        runsWithMessages: ({ lease }: Parameters<Storage['runsWithMessages']>[0]) =>
          storage.runsWithMessages({ lease }),
      }),
    found: ['an engine can query which of some runs have messages'],
  },
  {
    fault: 'ends no lease',
    alter: (storage) => altered(storage, { endLease: () => Promise.resolve(false) }),
    found: ['a lease is ended if it was not renewed since it was listed, and not otherwise'],
  },
  {
    fault: 'ends leases that were renewed',
    alter: (storage) =>
      altered(storage, {
        endLease: ({ lease }: Parameters<Storage['endLease']>[0]) => storage.closeLease({ lease }).then(() => true),
      }),
    found: ['a lease is ended if it was not renewed since it was listed, and not otherwise'],
  },
  {
    fault: 'numbers renewals by the clock of the engine',
    alter: (storage) =>
      altered(storage, {
        leases: async (request: Parameters<Storage['leases']>[0]) =>
          (await storage.leases(request)).map((lease) => ({ ...lease, renewal: lease.renewedAt })),
      }),
    found: ['each renewal has another number, whatever the clock of the engine shows'],
  },
  {
    fault: 'forgets with which lease a run was lost, and who came back',
    alter: (storage) =>
      altered(storage, {
        losses: ({ runs }: Parameters<Storage['losses']>[0]) =>
          Promise.resolve({ lostWith: runs.map(() => undefined), returned: [] }),
      }),
    found: [
      'a run that a lease owned when it ended was lost with that lease, whether it was ended or closed',
      'a lease that replaces an ended one says that its engine came back',
      'the latest thousand leases are remembered whose engines came back',
    ],
  },
  {
    fault: 'leaves runs due by a clock that was ahead',
    alter: (storage) => altered(storage, { correctTimers: () => Promise.resolve(0) }),
    found: [
      'runs that an engine released whose clock was ahead are due as if it had released them now',
      'a run with a message from an engine whose clock was ahead is due at once',
    ],
  },
  {
    fault: 'removes nothing that it says it has removed',
    alter: (storage) => altered(storage, { purge: () => Promise.resolve(1) }),
    found: ['nothing is left of a removed run, and its idempotency keys are free again'],
  },
  {
    fault: 'lists all tasks, whatever is asked for',
    alter: (storage) =>
      altered(storage, {
        tasks: ({ limit }: Parameters<Storage['tasks']>[0]) => storage.tasks({ limit, withAnswered: true }),
      }),
    found: [
      'tasks are found by flow, run, assignee, claimant, any of some groups, and due date',
      'an answered task accepts no more actions, and is listed only on request',
    ],
  },
  {
    fault: 'knows no next timer',
    alter: (storage) => altered(storage, { nextWake: () => Promise.resolve(undefined) }),
    found: ['the next wake-up is that of the unowned run that is due first'],
  },
];
