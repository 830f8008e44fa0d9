import { setImmediate } from 'node:timers/promises';
import { createEngine, exit, flow, flowOf, fn, node, type Storage, signal, waitFor } from 'millrace';
import { postgresStorage } from 'millrace/postgres';
import { sqliteStorage } from 'millrace/sqlite';
import { memoryStorage } from 'millrace/storage';

// A process whose life depends on its engine. Prints what it has to say and leaves the rest to Node.

const flaky = fn('flaky', (_: null, { attempt }) => {
  if (attempt === 1) throw new Error('not yet');
  return attempt;
});
const retried = flowOf('retried', node(flaky, { retry: { maxAttempts: 2, initial: '300ms', jitter: false } }));

const draft = flow<null>('waiting').nodes({ wait: waitFor(signal('go')), done: exit<unknown>() });
const waiting = draft.wire('wait', { wait: draft.to.done });

const STORAGES: Readonly<Record<string, (place: string) => Storage | undefined>> = {
  none: () => undefined,
  memory: () => memoryStorage(),
  sqlite: (place) => sqliteStorage(place),
  postgres: (place) => postgresStorage(place),
};

async function main(kind: string, place: string, what: string): Promise<void> {
  const storage = STORAGES[kind]?.(place);
  const options = {
    ...(what !== 'looks' && { flows: [retried, waiting] }),
    ...(what === 'lets go' && { keepAlive: false }),
  };
  const engine = await (storage ? createEngine({ storage, ...options }) : createEngine(options));
  if (what === 'awaits') {
    console.log('result', await engine.run(retried, null));
    await engine.stop();
    return;
  }
  if (what !== 'looks') await engine.start(waiting, null);
  console.log('started');
  if (what !== 'serves') return;
  // A connection that is being made has a timer of its own for a moment.
  while (timers() !== 1) await setImmediate();
  console.log('kept by one timer');
  await engine.stop();
}

/** Returns how many timers keep this process alive. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

void main(process.argv[2] ?? '', process.argv[3] ?? '', process.argv[4] ?? '');
