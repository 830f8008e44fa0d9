import type { Commit, CommitResult, Lease, Message, RunKey, Storage } from '../../storage/port';
import { entryOf, headOf } from './rows';

/** A run owned by a lease, with the state that an engine keeps of it. */
export class TestRun {
  /** The number of its commits. */
  rev = 0;
  /** Number of its latest journal entry. */
  no = 1;

  constructor(
    private readonly storage: Storage,
    readonly lease: Lease,
    readonly key: RunKey,
    readonly id: string,
  ) {}

  /** Returns its next commit, not yet written. */
  next(given: Partial<Commit> = {}): Commit {
    const no = this.no + 1;
    return { run: this.key, rev: this.rev, head: headOf({ seq: no + 1 }), entry: entryOf(no), ...given };
  }

  /** Writes its next commit. */
  async commit(given: Partial<Commit> = {}): Promise<CommitResult> {
    const next = this.next(given);
    const [result] = await this.storage.commit({ lease: this.lease, commits: [next] });
    if (result === undefined) throw new Error('expected a result for each commit');
    if (result === 'committed') this.committed(next);
    return result;
  }

  /** Records a written commit. */
  committed({ entry }: Commit): void {
    this.rev += 1;
    if (entry) this.no = entry.no;
  }

  messages(after = 0): Promise<readonly Message[]> {
    return this.storage.messages({ run: this.key, after });
  }

  /** Returns the tokens for which the inbox has permits. */
  async permits(): Promise<readonly number[]> {
    return (await this.messages()).flatMap((message) => (message.kind === 'permit' ? [message.token] : []));
  }
}
