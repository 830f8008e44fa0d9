import { invalidOption, knownOptions } from '../../errors';
import { commitInOrder } from '../adapter-kit/commit-in-order';
import { promisify } from '../adapter-kit/promisify';
import type { Lease, Storage } from '../port';
import { commit, releaseRun } from './commit';
import { correctTimers } from './correct-timers';
import { create } from './create';
import { runsWithMessages, send } from './inbox';
import { Memory, type MemoryStorageOptions } from './memory';
import { hashes, list, listTasks, purge, readJournal } from './queries';
import { rowOf, storedRunOf } from './stored-memory-run';

/**
 * Creates a storage in the memory of this process: for tests, and for engines that need the whole history of their
 * runs without a file. It fulfils every promise of a {@link Storage} except one: its data ends with the process.
 * Closing it deletes nothing, so one engine after another can use it.
 *
 * It reads no clock and uses no randomness: the same sequence of requests always leads to the same results. An adapter
 * may log requests and replay them when it is opened.
 *
 * @throws {MillraceError} `INVALID_OPTION`
 * @example
 * const storage = memoryStorage();
 */
export function memoryStorage(options: MemoryStorageOptions = {}): Storage {
  const known = knownOptions(options, { maxBody: true }, 'memoryStorage()');
  if (known.maxBody !== undefined && !(typeof known.maxBody === 'number' && known.maxBody >= 1))
    throw invalidOption('maxBody', 'a number of characters of at least 1', known.maxBody, 'memoryStorage()');
  const memory = new Memory(known);

  const endLease = (lease: Lease): boolean => {
    if (!memory.leases.end(lease)) return false;
    for (const run of memory.runs.all()) if (run.owner === lease.id) releaseRun(memory, run, lease);
    return true;
  };

  return {
    open: () => Promise.resolve(),
    close: () => Promise.resolve(),
    openLease: promisify(({ engine, now, ttlMs, replaces }) => memory.leases.open(engine, now, ttlMs, replaces)),
    renewLease: promisify(({ lease, now, ttlMs }) => memory.leases.renew(lease, now, ttlMs)),
    closeLease: promisify(({ lease }) => void endLease(lease)),
    leases: promisify(({ except }) => memory.leases.others(except)),
    endLease: promisify(({ lease, renewal }) => memory.leases.isAt(lease, renewal) && endLease(lease)),
    losses: promisify(({ runs }) => ({
      lostWith: runs.map((key) => memory.runs.get(key)?.lostWith),
      returned: memory.leases.returned(),
    })),
    create: promisify(({ runs, lease }) => runs.map((start) => create(memory, start, lease))),
    commit: promisify(({ lease, commits }) => commitInOrder(commits, (one) => commit(memory, lease, one))),
    send: promisify((posting) => send(memory, posting)),
    claim: promisify(({ lease, flows, now, limit }) => {
      if (!memory.leases.lives(lease)) return [];
      const taken = memory.free.take(flows, now, limit);
      for (const run of taken) run.owner = lease.id;
      return taken.map(storedRunOf);
    }),
    claimOne: promisify(({ lease, run: key }) => {
      const run = memory.runs.get(key);
      if (!run || run.owner !== undefined || !memory.leases.lives(lease)) return undefined;
      run.owner = lease.id;
      run.due = undefined;
      return storedRunOf(run);
    }),
    releaseRuns: promisify(({ lease, except }) => {
      const kept = new Set(except);
      const given = [...memory.runs.all()].filter(({ owner, key }) => owner === lease.id && !kept.has(key));
      for (const run of given) releaseRun(memory, run);
      return given.length;
    }),
    runsWithMessages: promisify((request) => runsWithMessages(memory, request)),
    messages: promisify(({ run, after }) =>
      (memory.runs.get(run)?.messages ?? []).map(({ message }) => message).filter(({ no }) => no > after),
    ),
    permits: promisify(({ run }) =>
      [...(memory.runs.get(run)?.queues ?? [])].map(([token, queue]) => ({ queue, token })),
    ),
    nextWake: promisify(({ flows }) => memory.free.next(flows)),
    correctTimers: promisify(({ now }) => correctTimers(memory, now)),
    hashes: promisify((flow) => hashes(memory, flow)),
    load: promisify(({ run }) => {
      const found = memory.runs.at(run);
      return found && storedRunOf(found);
    }),
    find: promisify(({ run }) => {
      const found = memory.runs.at(run);
      return found && rowOf(found);
    }),
    list: promisify((query) => list(memory, query)),
    tasks: promisify((query) => listTasks(memory, query)),
    journal: promisify((query) => readJournal(memory, query)),
    purge: promisify((request) => purge(memory, request)),
    watch: (listener) => memory.notices.add(listener),
    documents: {
      get: promisify((key) => memory.documents.get(key)),
      list: promisify((query) => memory.documents.list(query)),
      due: promisify(({ kinds, now, limit }) => memory.documents.due(kinds, now, limit)),
      write: promisify(({ changes }) => memory.documents.write(changes)),
    },
  };
}
