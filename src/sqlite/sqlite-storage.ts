import { NoticeEmitter } from '../storage/adapter-kit';
import type { Storage } from '../storage/port';
import { OpenFile } from './connection/open-file';
import { readOptions, type SqliteOptions } from './options';
import { listRuns } from './reading/list-runs';

/**
 * Creates a storage in an SQLite file; it needs no server. Several processes of one machine can share the file, but
 * not over a network drive. It requires the package `better-sqlite3`, or a runtime with `node:sqlite`.
 *
 * An acknowledged step survives a power cut, unless the option `synchronous` is `NORMAL`.
 *
 * @param options the path of the file, or more: {@link SqliteOptions}
 * @throws {MillraceError} `INVALID_OPTION`
 *
 * @example
 * const engine = await createEngine({ flows: [fulfilment], storage: sqliteStorage('orders.db') });
 */
export function sqliteStorage(options: string | SqliteOptions): Storage {
  const settings = readOptions(options);
  const notices = new NoticeEmitter();
  const file = new OpenFile(settings, notices);

  return {
    ...(settings.file === ':memory:' ? {} : { pollMs: settings.pollMs }),
    open: () => file.open(),
    close: () => file.close(),
    openLease: file.ask(({ connection, leases }, { engine, now, ttlMs, replaces }) =>
      connection.write(() => leases.open(engine, now, ttlMs, replaces)),
    ),
    renewLease: file.ask(({ connection, leases }, { lease, now, ttlMs }) =>
      connection.write(() => leases.renew(lease, now, ttlMs)),
    ),
    closeLease: file.ask(({ connection, leases }, { lease }) => void connection.write(() => leases.end(lease))),
    leases: file.ask(({ leases }, { except }) => leases.others(except)),
    endLease: file.ask(({ connection, leases }, { lease, renewal }) =>
      connection.write(() => leases.endAt(lease, renewal)),
    ),
    losses: file.ask(({ connection, leases }, { runs }) => connection.read(() => leases.losses(runs))),
    create: file.ask(({ starts }, { runs, lease }) => starts.write(runs, lease)),
    commit: file.ask(({ commits }, { lease, commits: steps }) => commits.write(lease, steps)),
    send: file.ask(({ connection, messages }, request) => connection.write(() => messages.send(request))),
    claim: file.ask(({ connection, leases, runs }, { lease, flows, now, limit }) => {
      if (!runs.anyDue(flows, now)) return [];
      return connection.write(() => (leases.lives(lease) ? runs.claim(lease, flows, now, limit) : []));
    }),
    claimOne: file.ask(({ connection, leases, runs }, { lease, run }) =>
      connection.write(() => (leases.lives(lease) ? runs.claimOne(lease, run) : undefined)),
    ),
    releaseRuns: file.ask(({ connection, leases }, { lease, except }) =>
      connection.write(() => leases.releaseRuns(lease, except)),
    ),
    runsWithMessages: file.ask(({ inbox }, { lease, among }) => inbox.runsWithMessages(lease, among)),
    messages: file.ask(({ inbox }, { run, after }) => inbox.of(run, after)),
    permits: file.ask(({ permits }, { run }) => permits.of(run)),
    nextWake: file.ask(({ connection, runs }, { flows }) => connection.read(() => runs.nextWake(flows))),
    correctTimers: file.ask(({ connection, runs }, { now }) => connection.write(() => runs.correctTimers(now))),
    hashes: file.ask(({ connection, runs }, flow) => connection.read(() => runs.hashes(flow))),
    load: file.ask(({ connection, runs }, { run }) => connection.read(() => runs.load(run))),
    find: file.ask(({ runs }, { run }) => runs.find(run)),
    list: file.ask(({ connection }, query) => listRuns(connection.driver, query)),
    tasks: file.ask(({ tasks }, query) => tasks.list(query)),
    journal: file.ask(({ connection, journal }, { run, afterSeq, through, limit }) =>
      connection.read(() => journal.read(run, afterSeq, through, limit)),
    ),
    purge: file.ask(({ connection, purge }, request) => connection.write(() => purge.run(request))),
    watch: (listener) => notices.add(listener),
    documents: {
      get: file.ask(({ documents }, key) => documents.get(key)),
      list: file.ask(({ documents }, query) => documents.list(query)),
      due: file.ask(({ connection, documents }, { kinds, now, limit }) =>
        connection.read(() => documents.due(kinds, now, limit)),
      ),
      write: file.ask(({ documents }, { changes }) => documents.write(changes)),
    },
  };
}
