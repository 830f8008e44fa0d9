import type { RunStatus } from '../run';
import { type Posted, type Posting, type RunKey, tooLong } from '../storage';
import type { Database, Statement } from './database';
import type { Wire } from './wire';

/** What the function `post` gives. */
interface Answer {
  readonly result: Posted['result'] | 'too long';
  readonly run?: { readonly key: RunKey; readonly id: string; readonly status: RunStatus; readonly owned: boolean };
}

/** Sends things to runs. */
export class Post {
  private readonly statement: Statement;

  constructor(
    private readonly database: Database,
    private readonly wire: Wire,
    private readonly maxBody: number,
  ) {
    this.statement = database.statement('select @post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as answer');
  }

  async send({ to, at, body, idempotencyKey, digest }: Posting): Promise<Posted> {
    const address = 'id' in to ? [to.id, null, null] : [null, to.flow, to.idempotencyKey];
    const error = tooLong('what is sent to a run', body, this.maxBody);
    const [row] = await this.database.rows<{ readonly answer: Answer }>(
      this.statement,
      ...address,
      at,
      error ? null : body,
      idempotencyKey,
      digest,
      null,
      null,
      false,
      error !== undefined,
    );
    const { result, run } = row?.answer ?? { result: 'unknown' };
    if (result === 'too long') {
      if (error) throw error;
      return { result: 'unknown' };
    }
    if (!run) return { result };
    const { key, id, status, owned } = run;
    if (result === 'posted') this.wire.tell([owned ? { type: 'posted', run: key } : { type: 'due' }]);
    return { result, run: { key, id, status } };
  }
}
