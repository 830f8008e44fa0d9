import { Client } from 'pg';
import type { TestDatabase } from '../../test/support/postgres';

const BODY = JSON.stringify({ action: 'next', value: 1, at: 1_700_000_000_000, events: ['step.completed'] });
const PADDING = 'y'.repeat(80);

/**
 * The least that a durable step costs on PostgreSQL: one row inserted and one updated, in one statement with those of
 * the other runs, over one connection of the same driver.
 */
export class PostgresFloor {
  private waiting: { readonly run: number; readonly resolve: () => void }[] = [];
  private isBusy = false;
  private runs = 0;

  private constructor(
    private readonly client: Client,
    private readonly schema: string,
  ) {}

  static async open(database: TestDatabase): Promise<PostgresFloor> {
    const schema = database.freshSchema();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`
      create schema ${schema};
      create table ${schema}.step (id bigint generated always as identity primary key, run int, body text);
      create table ${schema}.run (key int primary key, rev int, last int, padding text) with (fillfactor = 50)`);
    return new PostgresFloor(client, schema);
  }

  /** Writes so many runs of a number of steps at once. */
  async together(runs: number, steps: number): Promise<void> {
    const keys = Array.from({ length: runs }, (_, index) => this.runs + index + 1);
    this.runs += runs;
    const text = `insert into ${this.schema}.run select key, 0, 0, $2 from unnest($1::int[]) as key`;
    await this.client.query({ name: 'start', text, values: [keys, PADDING] });
    await Promise.all(keys.map((key) => this.run(key, steps)));
  }

  close(): Promise<void> {
    return this.client.end();
  }

  private async run(run: number, steps: number): Promise<void> {
    for (let count = 0; count < steps; count += 1)
      await new Promise<void>((resolve) => {
        this.waiting.push({ run, resolve });
        if (this.isBusy) return;
        this.isBusy = true;
        setImmediate(() => void this.flush());
      });
  }

  private async flush(): Promise<void> {
    const text = `
      with written as (insert into ${this.schema}.step (run, body) select run, $2 from unnest($1::int[]) as run)
      update ${this.schema}.run set rev = rev + 1, last = last + 1 where key = any ($1::int[])`;
    while (this.waiting.length > 0) {
      const { waiting } = this;
      this.waiting = [];
      await this.client.query({ name: 'step', text, values: [waiting.map(({ run }) => run), BODY] });
      for (const { resolve } of waiting) resolve();
      // What follows from these steps joins the next statement.
      await new Promise(setImmediate);
    }
    this.isBusy = false;
  }
}
