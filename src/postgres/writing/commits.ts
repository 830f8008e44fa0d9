import { commitSizeError } from '../../storage/adapter-kit';
import type { Commit, CommitResult, Lease, Notice, RunKey } from '../../storage/port';
import type { Database } from '../connection/database';
import type { NotificationChannel } from '../connection/notification-channel';
import { type Session, SqlJson, type Statement } from '../connection/statement';
import { writeBatch } from '../connection/write-batch';
import type { FlowTable } from '../reading/flow-table';
import { chunk } from './chunk';
import { type MessageReceipt, noticesOf } from './message-receipt';
import { commitOne, SINGLE_COMMIT } from './single-commit';
import { charactersOf, hasMore, stepRow } from './step-rows';

/** A commit without a size error. */
interface Step {
  /** The index of the commit in the request. */
  readonly place: number;
  readonly commit: Commit;
  /** The number of the flow that the run is moved to. */
  readonly flow: number | undefined;
}

/** The result of a commit, with the notices to publish. */
interface Outcome {
  readonly result: 'committed' | 'lost';
  readonly notices: readonly Notice[];
}

/** The result of the SQL function `commit`. */
interface Answer {
  readonly results: readonly ('committed' | 'lost')[];
  readonly due: boolean;
  readonly told: MessageReceipt;
}

const LOST: Outcome = { result: 'lost', notices: [] };

/** Writes commits of runs. Any number of them is one statement, that is one transaction and one round trip. */
export class Commits {
  private readonly single: Statement;
  private readonly many: Statement;

  constructor(
    private readonly database: Database,
    private readonly notifications: NotificationChannel,
    private readonly flows: FlowTable,
    private readonly maxBody: number,
  ) {
    this.single = database.statement(SINGLE_COMMIT);
    this.many = database.statement('select @commit($1, $2, $3) as answer');
  }

  async write(lease: Lease, commits: readonly Commit[]): Promise<readonly CommitResult[]> {
    const results: CommitResult[] = [];
    const steps: Step[] = [];
    const bodySizeError = new Set<RunKey>();
    for (const [place, commit] of commits.entries()) {
      const error = commitSizeError(commit, this.maxBody);
      results.push(error ? { error } : 'lost');
      const flow = commit.movedTo && (await this.flows.numberOf(commit.movedTo));
      if (error) bodySizeError.add(commit.run);
      else if (!bodySizeError.has(commit.run)) steps.push({ place, commit, flow });
    }
    if (steps.length === 0) return results;
    const outcomes = await this.writeSteps(lease, steps);
    for (const [index, outcome] of outcomes.entries()) {
      const place = steps[index]?.place;
      if (place !== undefined) results[place] = 'error' in outcome ? outcome : outcome.result;
    }
    this.notifications.publish(outcomes.flatMap((outcome) => ('error' in outcome ? [] : outcome.notices)));
    return results;
  }

  /**
   * Writes commits in order. Once a commit of a run is not written, later commits of that run are not written either.
   */
  private writeSteps(lease: Lease, steps: readonly Step[]): Promise<readonly (Outcome | { readonly error: Error })[]> {
    const chunks = chunk(steps, ({ commit }) => charactersOf(commit));
    const refusedAlone = new Set<RunKey>();
    return writeBatch(this.database, steps, chunks.length === 1, async (session, some) => {
      const all = some === steps;
      const refused = all ? new Set<RunKey>() : refusedAlone;
      const written = new Map<Step, Outcome>();
      for (const part of all ? chunks : [some]) {
        const left = part.filter(({ commit }) => !refused.has(commit.run));
        // A commit that throws is not written either.
        for (const { commit } of left) refused.add(commit.run);
        const outcomes = left.length === 0 ? [] : await this.writeChunk(session, lease, left);
        for (const [index, step] of left.entries()) written.set(step, outcomes[index] ?? LOST);
        for (const [step, { result }] of written) if (result === 'committed') refused.delete(step.commit.run);
        for (const [step, { result }] of written) if (result === 'lost') refused.add(step.commit.run);
      }
      return some.map((step) => written.get(step) ?? LOST);
    });
  }

  private async writeChunk(session: Session, lease: Lease, steps: readonly Step[]): Promise<readonly Outcome[]> {
    const [first] = steps;
    if (first && steps.length === 1 && !hasMore(first.commit))
      return [await this.writeSingle(session, lease, first.commit)];
    const rows = new SqlJson(steps.map(({ commit, flow }) => stepRow(commit, flow)));
    const queues = steps.flatMap(({ commit }) => commit.permits?.map(({ queue }) => queue) ?? []);
    const [row] = await session.rows<{ readonly answer: Answer }>(this.many, lease.id, queues, rows);
    const { results = [], due = false, told } = row?.answer ?? {};
    let others: readonly Notice[] = told ? noticesOf(told) : [];
    if (due) others = [...others, { type: 'due' }];
    return steps.map(({ commit: { run } }, index) => {
      if (results[index] !== 'committed') return LOST;
      const notices: readonly Notice[] = [{ type: 'committed', run }, ...others];
      others = [];
      return { result: 'committed', notices };
    });
  }

  private async writeSingle(session: Session, lease: Lease, commit: Commit): Promise<Outcome> {
    const passed = await commitOne(session, this.single, lease, commit);
    if (!passed) return LOST;
    const committed: Notice = { type: 'committed', run: commit.run };
    return { result: 'committed', notices: passed.due === null ? [committed] : [committed, { type: 'due' }] };
  }
}
