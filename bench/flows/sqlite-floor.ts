import Database from 'better-sqlite3';

type Resolve = () => void;

/** An entry of the length that a step of a chain has. */
const BODY = JSON.stringify([
  1,
  [['token', 1, 0, 0, 'n4', 1, 4, 'execute', 'executing', 1, 0, 0, 3]],
  ['n3#1', 'n4#1'],
  [
    ['step.completed', 1, 1, { action: 'next', value: 3 }],
    ['route.taken', 1, 0, { action: 'next', to: 'n4' }],
  ],
]);
const PADDING = 'y'.repeat(80);

/**
 * The least that a durable step costs on SQLite: one row inserted and one updated, in one transaction with those of
 * the other runs, through the same driver and with the same settings.
 */
export class SqliteFloor {
  private readonly database: Database.Database;
  private readonly step: Database.Statement;
  private readonly update: Database.Statement;
  private readonly start: Database.Statement;
  private readonly begin: Database.Statement;
  private readonly commit: Database.Statement;
  private waiting: { readonly run: number; readonly resolve: Resolve }[] = [];
  private runs = 0;

  constructor(file: string, synchronous: 'FULL' | 'NORMAL') {
    const database = new Database(file);
    database.pragma('journal_mode = wal');
    database.pragma(`synchronous = ${synchronous}`);
    database.pragma('wal_autocheckpoint = 1000');
    database.pragma('cache_size = -16000');
    database.exec(`
      create table step (id integer primary key, run int, no int, seq int, at int, before int, body text);
      create table run (key integer primary key, rev int, last int, seq int, at text, padding text)`);
    this.database = database;
    this.step = database.prepare('insert into step (run, no, seq, at, before, body) values (?, ?, ?, ?, ?, ?)');
    this.update = database.prepare('update run set rev = ?, last = ?, seq = ?, at = ? where key = ? and rev >= 0');
    this.start = database.prepare('insert into run values (?, 0, 0, 0, ?, ?)');
    this.begin = database.prepare('begin immediate');
    this.commit = database.prepare('commit');
  }

  /** Writes so many runs of a number of steps at once. */
  async together(runs: number, steps: number): Promise<void> {
    const first = this.runs + 1;
    this.begin.run();
    for (let count = 0; count < runs; count += 1) {
      this.runs += 1;
      this.start.run(this.runs, 'x', PADDING);
    }
    this.commit.run();
    await Promise.all(Array.from({ length: runs }, (_, index) => this.run(first + index, steps)));
  }

  close(): void {
    this.database.close();
  }

  private async run(run: number, steps: number): Promise<void> {
    for (let count = 0; count < steps; count += 1)
      await new Promise<void>((resolve) => {
        this.waiting.push({ run, resolve });
        if (this.waiting.length === 1) setImmediate(() => this.flush());
      });
  }

  private flush(): void {
    const { waiting } = this;
    this.waiting = [];
    this.begin.run();
    for (const { run } of waiting) {
      const { lastInsertRowid } = this.step.run(run, 2, 3, 1_764_450_000_000, 5, BODY);
      this.update.run(1, lastInsertRowid, 3, '["n4#1"]', run);
    }
    this.commit.run();
    for (const { resolve } of waiting) resolve();
  }
}
