import {
  type Effect,
  hasBegun,
  hasEnded,
  type RunState,
  reissueEffects,
  reissuePermitRequests,
  TransitionContext,
} from '../../../core';
import { MillraceError, toFailure } from '../../../errors';
import type { Program } from '../../../execution/registry/program';
import type { FlowStructure, Message, RunKey, StoredRun } from '../../../storage/port';
import { type BodyCodec, changesOf } from '../../../storage/records';
import { LiveRun, liveExtra } from '../../driver/live-run';
import type { RunDriver } from '../../driver/run-driver';
import type { RunStreams } from '../../streams/run-streams';
import { JournalPosition } from '../journal/journal-position';
import type { RefusedWrite, RunJournal } from '../journal/run-journal';
import { loadState } from '../loading/load-state';
import { startRecordOf } from '../loading/start-record';
import { storedIdentity } from '../loading/stored-identity';
import type { OutputFeed } from '../reading/output-feed';
import { inputOfMessage } from '../requests/inbox-message';
import { type FreshRun, needsStorage } from '../requests/new-run';

/** What an engine knows of a run that it has dropped while it lived. */
export interface DroppedRun {
  /** What could not be written, and will not be the next time. */
  readonly refusal?: RefusedWrite;
}

/** What a run in this state asks for. Asking once more changes nothing. */
function asked(state: RunState, ask: (ledger: TransitionContext) => void): readonly Effect[] {
  const ledger = new TransitionContext();
  ledger.state = state;
  ask(ledger);
  return ledger.effects;
}

/** What people did with a task. */
type Answer = Extract<Message, { readonly kind: 'sent' }> & { readonly task: number };

function isAnswer(message: Message): message is Answer {
  return message.kind === 'sent' && message.task !== undefined;
}

/** The runs that this engine owns: those in which something executes, or will in a moment. */
export class OwnedRuns {
  private readonly runs = new Map<RunKey, LiveRun>();
  private readonly byId = new Map<string, LiveRun>();

  constructor(
    private readonly executor: RunDriver,
    private readonly journal: RunJournal,
    private readonly codec: BodyCodec,
    private readonly outputs: OutputFeed,
    /** How often an operation is executed again because the process died in it. */
    private readonly maxRecoveries: number,
  ) {}

  get size(): number {
    return this.runs.size;
  }

  keys(): readonly RunKey[] {
    return [...this.runs.keys()];
  }

  has(runId: string): boolean {
    return this.byId.has(runId);
  }

  get(key: RunKey): LiveRun | undefined {
    return this.runs.get(key);
  }

  /** Goes on with a run that was created here. */
  begin({ row, permit, settings, program, state, changes, events, effects }: FreshRun, key: RunKey): void {
    const stored = new JournalPosition(key, { rev: 0, no: row.entry ? 1 : 0, checkpoint: 0 });
    stored.permit = permit;
    stored.settings = settings;
    stored.dirty.note(changes);
    const run = this.add(program, state, stored);
    this.executor.resume(run, events, effects);
    this.requestEffects(run, effects);
    this.journal.releaseIfIdle(run);
  }

  /** Goes on with a run that was claimed; one that was dropped here before was not in the hands of a process that died. */
  adopt(program: Program, from: StoredRun, dropped?: DroppedRun): void {
    this.continueRun(this.restore(program, from), from, dropped);
  }

  /** Does something with a run that was taken, which may give another one in its place. Resolves when that has been written. */
  async handle(program: Program, from: StoredRun, act: (run: LiveRun) => LiveRun): Promise<void> {
    const run = act(this.restore(program, from));
    const { stored } = liveExtra(run);
    const written = this.journal.written(run);
    if (from.head.status === 'failed' && !hasEnded(run.state.status) && stored?.permit)
      this.requestEffects(run, [{ type: 'permit.take', token: 0, permit: stored.permit }]);
    this.continueRun(run, from);
    await written;
  }

  /** The same run on another version of its flow, which the next commit says. */
  moved(run: LiveRun, to: Program, target: FlowStructure): LiveRun {
    const { stored } = liveExtra(run);
    if (!stored) return run;
    stored.movedTo = target;
    return this.add(to, run.state, stored);
  }

  private restore(program: Program, from: StoredRun): LiveRun {
    const { key, rev, entries, checkpoint } = from;
    // It was given back by a request that was carried out after it had been given up.
    const known = this.runs.get(key);
    if (known) this.abandon(known);
    const no = entries.at(-1)?.no ?? checkpoint;
    const stored = new JournalPosition(key, { rev, no, checkpoint });
    for (const { body } of entries) stored.dirty.note(changesOf(this.codec, body));
    const state = loadState(this.codec, program.graph, from);
    const startRecord = !hasBegun(state) || program.graph.root.queue ? startRecordOf(this.codec, from) : undefined;
    stored.permit = startRecord?.permit;
    if (startRecord) stored.settings = startRecord.settings;
    return this.add(program, state, stored);
  }

  private continueRun(run: LiveRun, { rev, head, inbox }: StoredRun, dropped?: DroppedRun): void {
    if (rev === 0) this.requestFirstEffects(run);
    this.deliverAnswers(run, inbox);
    const refusal = dropped?.refusal;
    if (refusal?.operation) this.refuse(run, refusal.operation, refusal.error);
    if (head.busy) {
      // What is refused without being an outcome would be tried for ever, if it did not count.
      const died = dropped === undefined || (refusal !== undefined && !refusal.operation);
      this.executor.apply(run, { type: 'run.recover', ...this.executor.now(), limit: this.maxRecoveries, died });
    } else if (!hasEnded(head.status)) this.executor.effects.arm(run);
    this.deliver(run, inbox);
    if (!head.busy) this.requestEffects(run, asked(run.state, reissuePermitRequests));
    this.journal.releaseIfIdle(run);
  }

  /** Lets what was sent to a run happen to it, in order. */
  deliver(run: LiveRun, messages: readonly Message[]): void {
    this.deliverAnswers(run, messages);
    for (const message of messages) this.consume(run, message);
    const { stored } = liveExtra(run);
    if (!stored) return;
    stored.lastMessage = Math.max(stored.lastMessage, ...messages.map(({ no }) => no));
    stored.early.clear();
  }

  /**
   * Lets happen what people did with tasks. It was acknowledged, so it comes before everything that would close a task: timers, a
   * cancel, a step that fails again. What would come first is not written by the storage. Tasks that are cancelled come last: that may
   * end the run, and close others with it.
   */
  private deliverAnswers(run: LiveRun, messages: readonly Message[]): void {
    const { stored } = liveExtra(run);
    const answers = messages.filter(isAnswer);
    if (!stored || answers.length === 0) return;
    for (const { no, task } of answers) if (!stored.early.has(no)) stored.answers.set(no, task);
    const [cancels, others] = [
      answers.filter((one) => this.isCancel(one)),
      answers.filter((one) => !this.isCancel(one)),
    ];
    for (const message of [...others, ...cancels]) {
      this.consume(run, message);
      stored.answers.delete(message.no);
      stored.early.add(message.no);
    }
  }

  private isCancel({ body }: Answer): boolean {
    return inputOfMessage(this.codec.decode(body), this.executor.now()).type === 'task.cancelled';
  }

  private consume(run: LiveRun, message: Message): void {
    const { stored } = liveExtra(run);
    if (stored?.status !== 'owned' || message.no <= stored.lastMessage || stored.early.has(message.no)) return;
    stored.consumed.push(message.no);
    const moment = this.executor.now();
    if (message.kind === 'sent') this.executor.apply(run, inputOfMessage(this.codec.decode(message.body), moment));
    else if (message.token === 0) this.executor.apply(run, { type: 'run.start', ...moment, ...stored.settings });
    else this.executor.apply(run, { type: 'permit.granted', ...moment, token: message.token });
  }

  /** The run was given up; whoever claims it goes on with it. */
  drop(run: LiveRun): void {
    const { stored } = liveExtra(run);
    if (stored && this.runs.get(stored.key) === run) this.runs.delete(stored.key);
    if (this.byId.get(run.id) === run) this.byId.delete(run.id);
    // A step that does not hear of its release may go on to emit.
    run.streams = undefined;
    // Whoever waits for what was to be written need not wait any longer.
    stored?.onSettled?.('lost');
    if (stored) stored.onSettled = undefined;
    this.executor.effects.forget(run);
  }

  /** The run is not ours any more, or nobody knows what was written of it. */
  abandon(run: LiveRun): void {
    const { stored } = liveExtra(run);
    if (stored) stored.status = 'gone';
    stored?.onSettled?.('lost');
    const message = `run ${run.id} is not in the hands of this engine any more; what it did is done again from its last commit`;
    this.executor.abort(run, new MillraceError('ABORTED', message));
    this.drop(run);
  }

  dropAll(): void {
    for (const run of [...this.runs.values()]) this.abandon(run);
  }

  abortAll(reason: Error): void {
    for (const run of [...this.runs.values()]) {
      const { stored } = liveExtra(run);
      if (stored) stored.status = 'gone';
      this.executor.abort(run, reason);
      this.drop(run);
    }
  }

  /** Lets a run that is in memory stream to where somebody listens now. */
  stream(runId: string, streams: RunStreams): void {
    const run = this.byId.get(runId);
    if (run) run.streams = streams;
  }

  /** The outcome of an operation cannot be written, so that is how it failed. */
  private refuse(run: LiveRun, { token, op }: NonNullable<RefusedWrite['operation']>, error: Error): void {
    const failure = toFailure(error, this.executor.now().at);
    this.executor.apply(run, { type: 'operation.failed', ...this.executor.now(), token, op, failure, retry: false });
  }

  /** The engine that created the run was gone before it could ask for what the run, a copy of another, stands at. */
  private requestFirstEffects(run: LiveRun): void {
    const permit = hasBegun(run.state) ? run.extra?.stored?.permit : undefined;
    this.requestEffects(run, [
      ...(permit ? [{ type: 'permit.take', token: 0, permit } as const] : []),
      ...asked(run.state, reissueEffects),
    ]);
  }

  /** Asks for slots and opens tasks apart from a transition: in the commit that created the run they had no place. */
  private requestEffects(run: LiveRun, effects: readonly Effect[]): void {
    const wanted = effects.filter(needsStorage);
    const written = { at: this.executor.now().at, changes: [], events: [], effects: wanted };
    if (wanted.length > 0) this.journal.write(run, written, () => undefined);
  }

  private add(program: Program, state: RunState, stored: JournalPosition): LiveRun {
    const { id } = state.info;
    const run = new LiveRun(program, storedIdentity(state.info), undefined, state);
    liveExtra(run).stored = stored;
    run.streams = this.outputs.of(id);
    this.runs.set(stored.key, run);
    this.byId.set(id, run);
    return run;
  }
}
