import { createEngine, type DurableEngine, type EngineOptions } from 'millrace';
import { memoryStorage, type Storage } from 'millrace/storage';
import { altered } from './altered';

/** An engine over a storage that breaks a promise, and checks that have to find it out. */
export interface BrokenDurableEngine {
  readonly fault: string;
  readonly create: (options: EngineOptions, storage: Storage) => Promise<DurableEngine>;
  readonly found: readonly string[];
}

function brokenDurable(
  alter: (engine: DurableEngine) => { readonly [K in keyof DurableEngine]?: unknown },
): BrokenDurableEngine['create'] {
  return async (options, storage) => {
    const engine = await createEngine({ ...options, storage });
    return altered(engine, alter(engine));
  };
}

export const brokenDurableEngines: readonly BrokenDurableEngine[] = [
  {
    fault: 'forgets everything when it is stopped',
    create: (options) => createEngine({ ...options, storage: memoryStorage() }),
    found: [
      'a run continues on another engine; committed steps are not executed again',
      'an acknowledged start, signal or cancellation is not lost with its engine',
      'idempotency keys of starts and signals are known to other engines, and after a restart',
      'the events and the outcome of a run are available from any engine, from the first event on',
      'a queue is shared by all engines, and a permit is passed on when its engine has stopped',
    ],
  },
  {
    fault: 'ends the leases of others at once',
    create: (options, storage) =>
      createEngine({
        ...options,
        storage: altered(storage, {
          leases: async (request: Parameters<Storage['leases']>[0]) =>
            (await storage.leases(request)).map((lease) => ({ ...lease, ttlMs: 0 })),
        }),
      }),
    found: ['an engine whose clock is apart by a minute takes no run from another that lives'],
  },
  {
    fault: 'tries failed runs again from their beginning',
    create: brokenDurable((engine) => ({
      redrive: (id: string) => engine.fork(id, { after: 1 }),
    })),
    found: ['a redrive continues a failed run where it failed, with the same idempotency key'],
  },
  {
    fault: 'copies runs from anywhere',
    create: brokenDurable((engine) => ({
      fork: (id: string, { after: _, ...options }: Record<string, unknown> = {}) => engine.fork(id, options),
    })),
    found: ['a fork is a separate run that continues from a step of another one'],
  },
  {
    fault: 'leaves out the beginning of a history',
    create: brokenDurable((engine) => ({
      history: async (...given: Parameters<DurableEngine['history']>) => {
        const page = await engine.history(...given);
        return { ...page, items: page.items.filter(({ seq }) => seq > 1) };
      },
    })),
    found: ['the history of a run has consecutive pages, and equals the events of its subscribers'],
  },
  {
    fault: 'purges what is too young',
    create: brokenDurable((engine) => ({ purge: () => engine.purge({ olderThan: 0 }) })),
    found: ['ended runs are purged after a time or removed one by one; others are not'],
  },
  {
    fault: 'says that it has moved runs, and has not',
    create: brokenDurable(() => ({
      migrate: (moved: readonly string[]) => Promise.resolve({ moved, refused: [] }),
    })),
    found: ['waiting runs are moved to another version, with a map of renamed nodes'],
  },
  {
    fault: 'knows no orphans',
    create: brokenDurable(() => ({ orphans: () => Promise.resolve({ items: [], next: undefined }) })),
    found: ['runs of an unregistered version wait, are listed as orphans, and continue once it is registered'],
  },
];
