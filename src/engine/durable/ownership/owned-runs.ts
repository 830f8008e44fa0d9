import {
  type Effect,
  hasBegun,
  hasEnded,
  type RunState,
  reissueEffects,
  reissuePermitRequests,
  TransitionContext,
} from '../../../core';
import { MillraceError, toFailure, withoutStacks } from '../../../errors';
import type { Program } from '../../../execution';
import type { FlowStructure, Message, RunKey } from '../../../storage/port';
import { type BodyCodec, changesOf } from '../../../storage/records';
import type { RunDriver } from '../../driver/run-driver';
import { Delivery } from '../../store-backend/delivery';
import { JournalPosition } from '../../store-backend/journal/journal-position';
import { loadState } from '../../store-backend/loading/load-state';
import { startRecordOf } from '../../store-backend/loading/start-record';
import { unreadable } from '../../store-backend/loading/unreadable';
import type { LiveOutputs } from '../../store-backend/reading/live-outputs';
import { type FreshRun, needsStorage } from '../../store-backend/requests/new-run';
import type { RunStreams } from '../../streams/run-streams';
import type { ClaimedRun } from '../claiming/claimed-run';
import type { EngineLoad } from '../journal/engine-load';
import type { RefusedWrite } from '../journal/refused-write';
import type { RunJournal } from '../journal/run-journal';
import { OwnedRun } from './owned-run';
import type { OwnershipEvents } from './ownership-events';

/** The data that an engine remembers of a run that it dropped while the process lived. */
export interface DroppedRun {
  /** The write that was refused and would be refused again. */
  readonly refusal?: RefusedWrite;
  /** Whether the run cannot continue: its next write was refused too, without progress in between. */
  readonly isStuck?: boolean;
}

/** The circumstances in which a run is claimed. */
interface Claim {
  readonly dropped?: DroppedRun | undefined;
  /** The time by which the run's timers are due, in epoch ms. */
  readonly now: number;
}

/** The dependencies of {@link OwnedRuns}. */
export interface OwnedRunsParts {
  readonly driver: RunDriver<OwnedRun>;
  readonly journal: RunJournal;
  readonly codec: BodyCodec;
  readonly outputs: LiveOutputs;
  readonly load: EngineLoad;
  readonly events: OwnershipEvents;
  /** The number of times an operation is executed again after the process died in it. */
  readonly maxRecoveries: number;
}

/** The runs that this engine owns: those in which something executes or is about to execute. */
export class OwnedRuns {
  private readonly runs = new Map<RunKey, OwnedRun>();
  private readonly byId = new Map<string, OwnedRun>();
  private readonly delivery: Delivery<OwnedRun>;

  constructor(private readonly parts: OwnedRunsParts) {
    const { driver, codec, outputs, events } = parts;
    this.delivery = new Delivery(codec, driver);
    outputs.whenOpened((runId, streams) => this.stream(runId, streams));
    events.on('released', (run) => {
      this.drop(run);
    });
    events.on('leaseLost', () => {
      for (const run of [...this.runs.values()]) this.abandon(run);
    });
  }

  get size(): number {
    return this.runs.size;
  }

  keys(): readonly RunKey[] {
    return [...this.runs.keys()];
  }

  has(runId: string): boolean {
    return this.byId.has(runId);
  }

  get(key: RunKey): OwnedRun | undefined {
    return this.runs.get(key);
  }

  /** Continues a run that this engine created. */
  begin({ row, permit, settings, program, state, changes, events, effects }: FreshRun, key: RunKey): void {
    const position = new JournalPosition(key, { rev: 0, no: row.entry ? 1 : 0, checkpoint: 0 });
    position.permit = permit;
    position.settings = settings;
    position.dirty.note(changes);
    const run = this.add(new OwnedRun(program, state, position));
    this.parts.driver.resume(run, events, effects);
    this.requestEffects(run, effects);
    this.parts.journal.releaseIfIdle(run);
  }

  /**
   * Continues a run that was claimed.
   *
   * @param claim `dropped`: set if this engine dropped the run; `now`: the time by which its timers are due
   * @throws {MillraceError} `UNREADABLE`
   */
  adopt(program: Program, from: ClaimedRun, claim: Claim): void {
    this.continueRun(this.restore(program, from), from, claim);
  }

  /**
   * Applies an administrative action to a claimed run and continues the run. Resolves when the action has been written.
   *
   * @throws {MillraceError} `UNREADABLE`
   */
  async act(program: Program, from: ClaimedRun, act: (run: OwnedRun) => OwnedRun): Promise<void> {
    const { journal } = this.parts;
    const run = this.acted(this.restore(program, from), act);
    const { position, state } = run;
    const written = journal.written(run);
    if (from.head.status === 'failed' && !hasEnded(state.status) && position.permit)
      this.requestEffects(run, [{ type: 'permit.take', token: 0, permit: position.permit }]);
    this.continueRun(run, from, { now: this.parts.driver.now().at });
    await written;
  }

  private acted(run: OwnedRun, act: (run: OwnedRun) => OwnedRun): OwnedRun {
    try {
      return act(run);
    } catch (error) {
      this.abandon(run);
      throw error;
    }
  }

  /** Returns the same run on another version of its flow; the next commit records the version. */
  moved({ state, position }: OwnedRun, to: Program, target: FlowStructure): OwnedRun {
    position.movedTo = target;
    return this.add(new OwnedRun(to, state, position));
  }

  /** Delivers messages to a run. */
  deliver(run: OwnedRun, messages: readonly Message[]): void {
    this.delivery.deliver(run, messages);
  }

  /** Drops a run whose ownership was lost, or whose last commit has an unknown result. */
  abandon(run: OwnedRun): void {
    run.position.status = 'gone';
    run.position.onSettled?.('lost');
    const message = `run ${run.id} is no longer owned by this engine; its work since its last commit is done again`;
    this.parts.driver.abort(run, new MillraceError('ABORTED', message));
    this.drop(run);
  }

  /** Drops all runs of a stopping engine. */
  abortAll(reason: Error): void {
    for (const run of [...this.runs.values()]) {
      run.position.status = 'gone';
      this.parts.driver.abort(run, reason);
      this.drop(run);
    }
  }

  /** Forgets a run; the engine that claims it next continues it. */
  private drop(run: OwnedRun): void {
    const { position } = run;
    if (this.runs.get(position.key) === run) this.runs.delete(position.key);
    if (this.byId.get(run.id) === run) {
      this.byId.delete(run.id);
      this.parts.outputs.rested(run.id);
    }
    this.parts.load.owned = this.runs.size;
    // A step that ignores its abort signal may still emit.
    run.streams = undefined;
    // None of its commits will be written any more.
    position.onSettled?.('lost');
    position.onSettled = undefined;
    this.parts.driver.effects.forget(run);
  }

  /** Attaches streams to a run. Returns whether this engine owns the run. */
  private stream(runId: string, streams: RunStreams): boolean {
    const run = this.byId.get(runId);
    if (run) run.streams = streams;
    return run !== undefined;
  }

  private restore(program: Program, from: ClaimedRun): OwnedRun {
    // The run was released by a request that took effect after it had been presumed lost.
    const known = this.runs.get(from.key);
    if (known) this.abandon(known);
    try {
      return this.add(this.read(program, from));
    } catch (error) {
      throw unreadable(from.origin.id, error);
    }
  }

  private read(program: Program, from: ClaimedRun): OwnedRun {
    const { codec } = this.parts;
    const { key, origin, rev, entries, checkpoint, inbox } = from;
    const no = entries.at(-1)?.no ?? checkpoint;
    const position = new JournalPosition(key, { rev, no, checkpoint });
    for (const entry of entries) position.dirty.note(changesOf(codec, entry, origin.id));
    const state = loadState(codec, program.graph, from);
    const start = !hasBegun(state) || program.graph.root.queue ? startRecordOf(codec, from) : undefined;
    position.permit = start?.permit;
    if (start) position.settings = start.settings;
    this.delivery.requireReadable(origin.id, inbox);
    return new OwnedRun(program, state, position);
  }

  private continueRun(run: OwnedRun, { rev, head, inbox, loss, returned }: ClaimedRun, { dropped, now }: Claim): void {
    const { driver, journal, maxRecoveries } = this.parts;
    if (rev === 0) this.requestFirstEffects(run);
    this.delivery.deliverTaskActions(run, inbox);
    const refusal = dropped?.refusal;
    if (refusal?.operation) this.refuse(run, refusal.operation, refusal.error);
    if (head.busy) {
      // A refused write that is not an outcome has to count as a loss; otherwise it would be tried forever.
      const counted = refusal && !refusal.operation ? {} : loss;
      driver.apply(run, { type: 'run.recover', ...driver.now(), limit: maxRecoveries, loss: counted, returned });
    } else if (!hasEnded(head.status)) driver.effects.setTimersOf(run, now);
    this.deliver(run, inbox);
    if (!head.busy) this.requestEffects(run, effectsOf(run.state, reissuePermitRequests));
    journal.releaseIfIdle(run);
  }

  /** Fails an operation whose outcome cannot be written. Its failure must be small enough to be written itself. */
  private refuse(run: OwnedRun, { token, op }: NonNullable<RefusedWrite['operation']>, error: Error): void {
    const { driver } = this.parts;
    const head = driver.now();
    const failure = withoutStacks(toFailure(error, head.at));
    driver.apply(run, { type: 'operation.failed', ...head, token, op, failure, retry: false });
  }

  /** Requests the first permits and tasks of a copied run if the engine that created it died before it could. */
  private requestFirstEffects(run: OwnedRun): void {
    const permit = hasBegun(run.state) ? run.position.permit : undefined;
    this.requestEffects(run, [
      ...(permit ? [{ type: 'permit.take', token: 0, permit } as const] : []),
      ...effectsOf(run.state, reissueEffects),
    ]);
  }

  /** Requests permits and opens tasks outside a transition: the commit that creates a run cannot contain them. */
  private requestEffects(run: OwnedRun, effects: readonly Effect[]): void {
    const { driver, journal } = this.parts;
    const wanted = effects.filter(needsStorage);
    const written = { at: driver.now().at, changes: [], events: [], effects: wanted };
    if (wanted.length > 0) journal.write(run, written, () => undefined);
  }

  private add(run: OwnedRun): OwnedRun {
    run.streams = this.parts.outputs.began(run.id);
    this.runs.set(run.position.key, run);
    this.byId.set(run.id, run);
    this.parts.load.owned = this.runs.size;
    return run;
  }
}

/** Returns the effects that a state requires. Issuing them again changes nothing. */
function effectsOf(state: RunState, reissue: (context: TransitionContext) => void): readonly Effect[] {
  const context = new TransitionContext();
  context.state = state;
  reissue(context);
  return context.effects;
}
