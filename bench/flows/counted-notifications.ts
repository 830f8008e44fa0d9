import { Client } from 'pg';
import type { TestDatabase } from '../../test/support/postgres';

/** Counts the notifications that a storage sends to other processes. */
export class CountedNotifications {
  count = 0;

  private constructor(private readonly client: Client) {
    client.on('notification', () => {
      this.count += 1;
    });
  }

  static async of({ url }: TestDatabase, schema: string): Promise<CountedNotifications> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`listen millrace_${schema}`);
    return new CountedNotifications(client);
  }

  /** Resolves when all notifications that were sent before have been counted. */
  async settled(): Promise<void> {
    await this.client.query('select 1');
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
