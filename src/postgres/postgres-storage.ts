import { NoticeEmitter } from '../storage/adapter-kit';
import type { Storage } from '../storage/port';
import { OpenDatabase } from './connection/open-database';
import { type PostgresOptions, readOptions } from './options';
import { listRuns } from './reading/list-runs';
import { listTasks } from './reading/tasks';

/**
 * Creates a storage in a PostgreSQL database (14 or newer), in its own schema. Engines on any number of machines can
 * share it; they inform each other of due work by notifications. It requires the package `pg`. A connection pooler in
 * between must use session pooling, since prepared statements and notifications belong to a session.
 *
 * The durability of an acknowledged step depends on the server: with its defaults, it survives a power cut.
 *
 * @param options the URL of the database, or more: {@link PostgresOptions}
 * @throws {MillraceError} `INVALID_OPTION`
 *
 * @example
 * const engine = await createEngine({ flows: [fulfilment], storage: postgresStorage('postgres://localhost/orders') });
 */
export function postgresStorage(options: string | PostgresOptions): Storage {
  const settings = readOptions(options);
  const notices = new NoticeEmitter();
  const open = new OpenDatabase(settings, notices);

  return {
    pollMs: settings.pollMs,
    open: () => open.open(),
    close: () => open.close(),
    openLease: open.ask(({ leases }, { engine, now, ttlMs, replaces }) => leases.open(engine, now, ttlMs, replaces)),
    renewLease: open.ask(({ leases }, { lease, now, ttlMs }) => leases.renew(lease, now, ttlMs)),
    closeLease: open.ask(({ leases }, { lease }) => leases.end(lease)),
    leases: open.ask(({ leases }, { except }) => leases.others(except)),
    endLease: open.ask(({ leases }, { lease, renewal }) => leases.endAt(lease, renewal)),
    losses: open.ask(({ leases }, { runs }) => leases.losses(runs)),
    create: open.ask(({ starts }, { runs, lease }) => starts.write(runs, lease)),
    commit: open.ask(({ commits }, { lease, commits: steps }) => commits.write(lease, steps)),
    send: open.ask(({ messages }, request) => messages.send(request)),
    claim: open.ask(({ runs }, { lease, flows, now, limit }) => runs.claim(lease, flows, now, limit)),
    claimOne: open.ask(({ runs }, { lease, run }) => runs.claimOne(lease, run)),
    releaseRuns: open.ask(({ leases }, { lease, except }) => leases.releaseRuns(lease, except)),
    runsWithMessages: open.ask(({ runs }, { lease, among }) => runs.runsWithMessages(lease, among)),
    messages: open.ask(({ runs }, { run, after }) => runs.messages(run, after)),
    permits: open.ask(({ runs }, { run }) => runs.permits(run)),
    nextWake: open.ask(({ runs }, { flows }) => runs.nextWake(flows)),
    correctTimers: open.ask(({ timers }, { now }) => timers.correct(now)),
    hashes: open.ask(({ flows }, flow) => flows.hashes(flow)),
    load: open.ask(({ runs }, { run }) => runs.load(run)),
    find: open.ask(({ runs }, { run }) => runs.find(run)),
    list: open.ask(({ database }, query) => listRuns(database, query)),
    tasks: open.ask(({ database }, query) => listTasks(database, query)),
    journal: open.ask(({ runs }, { run, afterSeq, through, limit }) => runs.journal(run, afterSeq, through, limit)),
    purge: open.ask(({ purge }, request) => purge.run(request)),
    watch: (listener) => notices.add(listener),
    documents: {
      get: open.ask(({ documents }, key) => documents.get(key)),
      list: open.ask(({ documents }, query) => documents.list(query)),
      due: open.ask(({ documents }, { kinds, now, limit }) => documents.due(kinds, now, limit)),
      write: open.ask(({ documents }, { changes }) => documents.write(changes)),
    },
  };
}
