import type { Happening, SlotRequest } from '../../core';
import { MillraceError } from '../../errors';
import type { Clock } from '../../step';
import { SlotLines } from '../../storage';
import { type LiveRun, liveExtra } from './live-run';
import { TimerQueue } from './timer-queue';

/** What surrounds a run that happens to it. */
export interface SurroundingsHost {
  readonly apply: (run: LiveRun, happening: Happening) => void;
  readonly now: () => { readonly at: number; readonly roll: number };
  readonly stray: (run: LiveRun, error: unknown) => void;
}

/** What runs have outside of their state: timers that are set, places in lines, sources of items, attempts to be released. */
export class RunSurroundings {
  private readonly timers: TimerQueue;
  private readonly lines: SlotLines | undefined;
  private halted = false;

  /** @param keepsLines whether lines are kept here, and not by a storage */
  constructor(
    private readonly clock: Clock,
    private readonly host: SurroundingsHost,
    keepsLines: boolean,
  ) {
    this.timers = new TimerQueue(clock);
    this.lines = keepsLines ? new SlotLines() : undefined;
  }

  /** Fires no further timers and grants no further slots. */
  halt(): void {
    this.halted = true;
    this.timers.clearAll();
  }

  setTimer(run: LiveRun, timer: number, at: number): void {
    if (this.halted) return;
    this.timers.set(keyOf(run, timer), at, () => {
      this.host.apply(run, { type: 'timer.fired', ...this.host.now(), timer });
    });
  }

  clearTimer(run: LiveRun, timer: number): void {
    this.timers.clear(keyOf(run, timer));
  }

  /** Sets the timers of a run that was loaded, and fires those that are due. */
  arm(run: LiveRun): void {
    const now = this.clock.now();
    const timers = [...(run.state.extra?.timers.values() ?? [])].sort((a, b) => a.at - b.at || a.id - b.id);
    for (const { id, at } of timers) {
      if (at <= now) this.host.apply(run, { type: 'timer.fired', ...this.host.now(), timer: id });
      else if (run.state.extra?.timers.has(id)) this.setTimer(run, id, at);
    }
  }

  /** Starts a run whose flow lets only so many at once, when it is its turn. */
  startInLine(run: LiveRun, start: () => void): void {
    const { line } = run.graph.root;
    const key = run.extra?.lineKey;
    if (!this.lines || !line || key === undefined) start();
    else
      this.lines.request({ line: line.name, key, limit: line.limit, total: line.total }, keyOf(run, 0), () => {
        if (!this.halted) start();
      });
  }

  waitInLine(run: LiveRun, token: number, slot: SlotRequest): void {
    const grant = (): void => {
      if (!this.halted) this.host.apply(run, { type: 'slot.granted', ...this.host.now(), token });
    };
    // A flow that calls itself, say, need not wait for its own run.
    const { line } = run.graph.root;
    if (this.lines && line?.name === slot.line && run.extra?.lineKey === slot.key) grant();
    else this.lines?.request(slot, keyOf(run, token), grant);
  }

  takeSlot(run: LiveRun, token: number, slot: SlotRequest): void {
    this.lines?.take(slot, keyOf(run, token));
  }

  leaveLine(run: LiveRun, token: number, slot: SlotRequest): void {
    this.lines?.release(slot, keyOf(run, token));
  }

  closeSource(run: LiveRun, token: number): void {
    const source = run.extra?.sources?.get(token);
    run.extra?.sources?.delete(token);
    source?.close().catch((error: unknown) => {
      this.host.stray(run, error);
    });
  }

  /** The operation is not needed any more. */
  release(run: LiveRun, op: number): void {
    const releasable = run.extra?.releasable;
    const attempt = releasable?.get(op);
    releasable?.delete(op);
    attempt?.release(new MillraceError('ABORTED', `the operation is not needed any more in run ${run.id}`));
  }

  /** Releases everything that is in flight. */
  abort(run: LiveRun, reason: Error): void {
    liveExtra(run).abandoned = reason;
    for (const attempt of [...(run.extra?.releasable?.values() ?? [])]) attempt.release(reason);
    this.closeSources(run);
  }

  /** The run has ended. */
  end(run: LiveRun): void {
    const { line } = run.graph.root;
    if (line) this.lines?.release({ line: line.name }, keyOf(run, 0));
    this.closeSources(run);
  }

  /** The run goes on elsewhere or later: nothing of it is left here. */
  forget(run: LiveRun): void {
    for (const { id } of run.state.extra?.timers.values() ?? []) this.clearTimer(run, id);
    this.closeSources(run);
  }

  private closeSources(run: LiveRun): void {
    for (const token of run.extra?.sources?.keys() ?? []) this.closeSource(run, token);
  }
}

/** What belongs to a part of a run; the run itself is number 0. */
function keyOf(run: LiveRun, part: number): string {
  return `${run.id} ${part}`;
}
