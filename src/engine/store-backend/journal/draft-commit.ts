import { type Effect, hasBegun, hasEnded, type RunState } from '../../../core';
import type { Program } from '../../../execution';
import type { Checkpoint, Commit, PermitChange } from '../../../storage/port';
import { type BodyCodec, encodeEntry } from '../../../storage/records';
import type { WrittenTransition } from '../../driver/journal';
import type { JournalPosition } from './journal-position';
import { earliestTimer, headOf, isBusy } from './run-head';
import { taskChanges } from './task-rows';

/** A run whose next timer fires within this time, in ms, keeps its owner. */
const NEAR_MS = 1000;
/** The number of journal entries between two checkpoints. */
const ENTRIES_PER_CHECKPOINT = 64;

/** A run whose commit is drafted. */
export interface DraftedRun {
  readonly program: Program;
  readonly state: RunState;
  readonly position: JournalPosition;
}

const PERMIT_CHANGES = {
  'permit.request': 'request',
  'permit.take': 'take',
  'permit.release': 'release',
} as const satisfies Partial<Record<Effect['type'], PermitChange['change']>>;

/**
 * Drafts the commit of a transition and advances the position of its run.
 *
 * @param now epoch ms
 * @throws {MillraceError} if a value cannot be encoded
 */
export function draftCommit(codec: BodyCodec, run: DraftedRun, written: WrittenTransition, now: number): Commit {
  const { state, position } = run;
  const { at, changes, events, effects } = written;
  const { id } = state.info;
  const tasks = taskChanges(codec, effects, id);
  if (tasks?.closedTasks && position.answers.size > 0) position.consumeAnswersOf(tasks.closedTasks);
  const { consumed } = position;
  if (consumed.length > 0) position.consumed = [];
  const rev = position.rev;
  position.rev += 1;
  let entry: Commit['entry'];
  let checkpoint: Checkpoint | undefined;
  if (changes.length > 0) {
    position.no += 1;
    const { no } = position;
    entry = { no, seq: state.seq, at, body: encodeEntry(codec, { changes, events }, { run: id, no }) };
    position.dirty.note(changes);
    if (no - position.checkpoint >= ENTRIES_PER_CHECKPOINT) {
      checkpoint = position.dirty.checkpoint(no, (put, part) => codec.encode(put, { run: id, kind: 'record', part }));
      position.checkpoint = no;
    }
  }
  let permits = permitChanges(effects);
  if (position.permit && (hasEnded(state.status) || hasLeftQueue(run))) {
    permits ??= [];
    permits.push({ queue: position.permit.queue, token: 0, change: 'release' });
    position.permit = undefined;
  }
  const { movedTo } = position;
  position.movedTo = undefined;
  const release = mayRelease(state, now);
  if (release) position.status = 'leaving';
  // Every step makes one of these: assigning what there is costs a fraction of spreading it.
  const commit: Draft = { run: position.key, rev, head: headOf(state, codec) };
  if (entry) commit.entry = entry;
  if (checkpoint) commit.checkpoint = checkpoint;
  if (consumed.length > 0) commit.consumed = consumed;
  if (permits) commit.permits = permits;
  if (tasks?.openTasks) commit.openTasks = tasks.openTasks;
  if (tasks?.closedTasks) commit.closedTasks = tasks.closedTasks;
  if (movedTo) commit.movedTo = movedTo;
  if (release) commit.release = release;
  return commit;
}

type Draft = { -readonly [Part in keyof Commit]: Commit[Part] };

/** Returns whether a run needs no owner: nothing executes, and no timer is about to fire. */
export function mayRelease(state: RunState, now: number): boolean {
  if (hasEnded(state.status)) return true;
  if (isBusy(state)) return false;
  const next = earliestTimer(state);
  return next === undefined || next - now > NEAR_MS;
}

/**
 * Returns whether the run was moved to a version without a queue. A run that has not begun still needs its permit to
 * begin.
 */
function hasLeftQueue({ program, state }: DraftedRun): boolean {
  return !program.graph.root.queue && hasBegun(state);
}

function permitChanges(effects: readonly Effect[]): PermitChange[] | undefined {
  let changes: PermitChange[] | undefined;
  for (const effect of effects) {
    if (!('permit' in effect)) continue;
    changes ??= [];
    changes.push({ ...effect.permit, token: effect.token, change: PERMIT_CHANGES[effect.type] });
  }
  return changes;
}
