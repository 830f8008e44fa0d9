import { type Commit, type CommitResult, type Lease, type Notice, type RunKey, tooLongToCommit } from '../storage';
import { type Database, type Session, SqlJson, type Statement } from './database';
import type { Flows } from './flows';
import { portionsOf } from './portions';
import { STEP_CHANGES, STEP_COLUMNS } from './schema/step-columns';
import { charactersOf, fullStepRow, hasMore, stepRow } from './step-rows';
import { together } from './together';
import { noticesOf, type Told } from './told';
import type { Wire } from './wire';

/** A commit that can be written. */
interface Step {
  /** Its place in the request. */
  readonly place: number;
  readonly commit: Commit;
  /** Number of the flow that the run is moved onto. */
  readonly flow: number | undefined;
}

/** What became of a step, and whom to tell. */
interface Outcome {
  readonly result: 'committed' | 'lost';
  readonly notices: readonly Notice[];
}

/** A run that was written, and when it is due if it belongs to nobody now. */
interface Passed {
  readonly key: RunKey;
  readonly due: number | null;
}

/** What became of the commits of which more is to be written. */
interface More {
  readonly results: readonly ('committed' | 'lost')[];
  readonly due: boolean;
  readonly told: Told;
}

/** Steps that are written by one statement: two rows each, or more. */
interface Portion {
  readonly kind: 'plain' | 'more';
  readonly steps: readonly Step[];
}

const LOST: Outcome = { result: 'lost', notices: [] };

/**
 * Writes steps of runs. Nearly all write two rows and nothing else: however many there are, they are one statement, which is a
 * transaction and one round trip. Those of which there is more to write are a second one.
 */
export class Commits {
  private readonly pass: Statement;
  private readonly more: Statement;

  constructor(
    private readonly database: Database,
    private readonly wire: Wire,
    private readonly flows: Flows,
    private readonly maxBody: number,
  ) {
    this.pass = database.statement(`
      with passed as (
        update @run set ${STEP_CHANGES},
          owner = case when step.gone then null else owner end,
          due = case when step.gone then case when step.busy then 0 else least(step.wake, mail) end end
        from json_to_recordset($2::json) as step(${STEP_COLUMNS})
        where run.key = step.run and run.rev = step.rev and run.owner = $1
        returning run.key, run.due, step.no, step.entry_seq, step.entry_at, step.body
      ), entered as (
        insert into @journal (run, seq, no, at, body)
        select key, entry_seq, no, entry_at, body from passed where no is not null
      )
      select key, due from passed`);
    this.more = database.statement('select @commit_more($1, $2, $3) as more');
  }

  async write(lease: Lease, commits: readonly Commit[]): Promise<readonly CommitResult[]> {
    const results: CommitResult[] = [];
    const steps: Step[] = [];
    for (const [place, commit] of commits.entries()) {
      const error = tooLongToCommit(commit, this.maxBody);
      results.push(error ? { error } : 'lost');
      const flow = commit.movedTo && (await this.flows.numberOf(commit.movedTo));
      if (!error) steps.push({ place, commit, flow });
    }
    const portions = plan(steps);
    const outcomes = await together(this.database, steps, portions.length <= 1, async (session, some) => {
      const written = new Map<Step, Outcome>();
      for (const portion of some === steps ? portions : plan(some))
        await this.portion(session, lease, portion, written);
      return some.map((step) => written.get(step) ?? LOST);
    });
    for (const [index, outcome] of outcomes.entries()) {
      const place = steps[index]?.place;
      if (place !== undefined) results[place] = 'error' in outcome ? outcome : outcome.result;
    }
    this.wire.tell(outcomes.flatMap((outcome) => ('error' in outcome ? [] : outcome.notices)));
    return results;
  }

  private portion(
    session: Session,
    lease: Lease,
    { steps, kind }: Portion,
    written: Map<Step, Outcome>,
  ): Promise<void> {
    return kind === 'plain'
      ? this.passSome(session, lease, steps, written)
      : this.writeMore(session, lease, steps, written);
  }

  private async passSome(
    session: Session,
    { id }: Lease,
    steps: readonly Step[],
    written: Map<Step, Outcome>,
  ): Promise<void> {
    const rows = new SqlJson(steps.map(({ commit }) => stepRow(commit)));
    const passed = new Map(
      (await session.rows<Passed>(this.pass, id, rows)).map(({ key, due }) => [key, due] as const),
    );
    for (const step of steps) {
      const { run } = step.commit;
      const due = passed.get(run);
      if (due !== undefined) written.set(step, committed(run, due === null ? [] : [{ type: 'due' }]));
    }
  }

  private async writeMore(
    session: Session,
    { id }: Lease,
    steps: readonly Step[],
    written: Map<Step, Outcome>,
  ): Promise<void> {
    const rows = new SqlJson(steps.map(({ commit, flow }) => fullStepRow(commit, flow)));
    const lines = steps.flatMap(({ commit }) => commit.slots?.map(({ line }) => line) ?? []);
    const [answer] = await session.rows<{ readonly more: More }>(this.more, id, lines, rows);
    if (!answer) return;
    const { results, due, told } = answer.more;
    let more: readonly Notice[] = due ? [...noticesOf(told), { type: 'due' }] : noticesOf(told);
    for (const [index, step] of steps.entries()) {
      if (results[index] !== 'committed') continue;
      written.set(step, committed(step.commit.run, more));
      more = [];
    }
  }
}

function committed(run: RunKey, more: readonly Notice[]): Outcome {
  return { result: 'committed', notices: [{ type: 'committed', run }, ...more] };
}

/** Steps of different runs may be written in any order, those of one run only in theirs. */
function plan(steps: readonly Step[]): readonly Portion[] {
  const times = new Map<RunKey, number>();
  for (const { commit } of steps) times.set(commit.run, (times.get(commit.run) ?? 0) + 1);
  const isPlain = ({ commit }: Step) => !hasMore(commit) && times.get(commit.run) === 1;
  const portions = (kind: Portion['kind'], some: readonly Step[]) =>
    portionsOf(some, ({ commit }) => charactersOf(commit)).map((portion): Portion => ({ kind, steps: portion }));
  return [
    ...portions('plain', steps.filter(isPlain)),
    ...portions(
      'more',
      steps.filter((step) => !isPlain(step)),
    ),
  ];
}
