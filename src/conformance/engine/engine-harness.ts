import { AssertionError } from 'node:assert';
import type { RunStatus } from '../../core';
import type { Engine, Run, RunStreamEvent } from '../../engine';
import type { AnyFlow } from '../../flow';
import type { Clock } from '../../step';
import type { EngineFixture } from './engine-fixture';
import { HarnessClock } from './harness-clock';

/** The time after which an engine has polled for changes of which it was not notified. */
const POLL_MS = 1000;
/** The duration from which the clock advances in one leap, since an engine may set a timer for each second. */
const LONG_MS = 120_000;
/** The number of event loop turns after which all work is done that needs neither time nor I/O. */
const IDLE_TURNS = 40;

/** The harness of a check: engines on a clock that stands still, and helpers for common actions. */
export class EngineHarness<E extends Engine = Engine> {
  readonly clock = new HarnessClock();
  private readonly engines: E[] = [];

  constructor(
    private readonly fixture: EngineFixture<E>,
    readonly patienceMs: number,
  ) {}

  /** Returns a ready engine with these flows. */
  engine(...flows: readonly AnyFlow[]): Promise<E> {
    return this.engineOn(this.clock, flows);
  }

  /** Returns a ready engine whose wall clock is ahead. */
  engineAhead(ms: number, ...flows: readonly AnyFlow[]): Promise<E> {
    const { clock } = this;
    const ahead: Clock = {
      now: () => clock.now() + ms,
      monotonic: () => clock.monotonic(),
      setTimer: (delayMs, fire) => clock.setTimer(delayMs, fire),
    };
    return this.engineOn(ahead, flows);
  }

  private async engineOn(clock: Clock, flows: readonly AnyFlow[]): Promise<E> {
    const engine = await this.fixture.engine({ clock, random: () => 0.5, flows });
    this.engines.push(engine);
    await this.settle('the engine to be ready', engine.ready());
    return engine;
  }

  /** Waits until all work is done that needs no time. */
  async idle(): Promise<void> {
    for (let turn = 0; turn < IDLE_TURNS; turn += 1) await this.turn();
  }

  /** Advances the clock, and waits for the consequences. A long duration passes in one leap. */
  async advance(ms: number): Promise<void> {
    await this.idle();
    if (ms > LONG_MS) this.clock.leap(ms);
    const end = this.clock.now() + (ms > LONG_MS ? 0 : ms);
    while (this.clock.step(end)) await this.idle();
    await this.idle();
  }

  /** Waits for a condition without advancing the clock. */
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    return this.await(what, holds, 0);
  }

  /** Waits for a condition while the clock advances. */
  inTime(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    return this.await(what, holds, POLL_MS);
  }

  /** Waits until a run has a status. */
  async reaches(run: Pick<Run, 'status'>, status: RunStatus): Promise<void> {
    let last: RunStatus | undefined;
    try {
      await this.until('', async () => {
        last = await run.status();
        return last === status;
      });
    } catch (error) {
      if (last === undefined) throw error;
      throw new AssertionError({ message: `a run should be ${status}`, actual: last, expected: status });
    }
  }

  /** Awaits a promise without advancing the clock. */
  settle<T>(what: string, promise: Promise<T>): Promise<T> {
    return this.settling(what, promise, 0);
  }

  /** Returns the outcome of a run without advancing the clock. */
  result<T>(run: { readonly result: () => Promise<T> }): Promise<T> {
    return this.settle('the run to end', run.result());
  }

  /** Returns the outcome of a run while the clock advances. */
  resultInTime<T>(run: { readonly result: () => Promise<T> }): Promise<T> {
    return this.settling('the run to end', run.result(), POLL_MS);
  }

  /** Returns the error of a failed run. */
  async failure(run: { readonly result: () => Promise<unknown> }): Promise<unknown> {
    return this.result(run).then(
      (value) => {
        throw new AssertionError({ message: 'a run should have failed', actual: value });
      },
      (error: unknown) => error,
    );
  }

  /** Records the events of a run from now on. */
  watch(run: Pick<Run, 'events$'>): RunStreamEvent[] {
    const events: RunStreamEvent[] = [];
    run.events$.subscribe((event) => events.push(event));
    return events;
  }

  /** Returns all events of a run up to its end. */
  async eventsToEnd(run: Pick<Run, 'events$'>): Promise<readonly RunStreamEvent[]> {
    const events: RunStreamEvent[] = [];
    let ended = false;
    run.events$.subscribe({
      next: (event) => events.push(event),
      complete: () => {
        ended = true;
      },
    });
    await this.inTime('the events of a run to end', () => ended);
    return events;
  }

  /** Stops an engine, so that another one can continue its runs. */
  stop(engine: E, graceMs = 0): Promise<void> {
    return this.settling('the engine to stop', engine.stop({ graceMs }), POLL_MS);
  }

  async end(): Promise<void> {
    for (const engine of this.engines.splice(0)) await this.stop(engine);
    await this.fixture.dispose?.();
  }

  private async settling<T>(what: string, promise: Promise<T>, stepMs: number): Promise<T> {
    let settled = false;
    const note = (): void => {
      settled = true;
    };
    promise.then(note, note);
    await this.await(what, () => settled, stepMs);
    return promise;
  }

  private async await(what: string, holds: () => boolean | Promise<boolean>, stepMs: number): Promise<void> {
    const begun = performance.now();
    for (let round = 0; ; round += 1) {
      await this.turn();
      if (await holds()) return;
      if (performance.now() - begun > this.patienceMs)
        throw new AssertionError({ message: `timed out waiting for ${what}` });
      // After the fast turns, yield the processor to work that waits for a disk or a server.
      if (round > IDLE_TURNS) await new Promise((resolve) => setTimeout(resolve, 1));
      if (stepMs > 0 && round % 10 === 9) await this.advance(stepMs);
    }
  }

  /** Runs one turn of the event loop. Due timers fire; one that was set late is due immediately. */
  private async turn(): Promise<void> {
    await new Promise(setImmediate);
    const now = this.clock.now();
    while (this.clock.step(now)) await new Promise(setImmediate);
  }
}
