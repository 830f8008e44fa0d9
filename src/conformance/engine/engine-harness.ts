import { AssertionError } from 'node:assert';
import type { RunStatus } from '../../core';
import type { Engine, Run, RunStreamEvent } from '../../engine';
import type { AnyFlow } from '../../flow';
import type { EngineFixture } from './engine-fixture';
import { HarnessClock } from './harness-clock';

/** A step of time in which an engine is sure to have looked for what it was not told of. */
const LOOK_MS = 1000;
/** What takes longer passes at once: an engine may set a timer for each second of it. */
const LONG_MS = 120_000;
/** Turns of the event loop in which everything happens that needs neither time nor a disk. */
const CALM_TURNS = 40;

/** What a check works with: engines on a clock that stands still, and short words for what checks do again and again. */
export class EngineHarness<E extends Engine = Engine> {
  readonly clock = new HarnessClock();
  private readonly engines: E[] = [];

  constructor(
    private readonly fixture: EngineFixture<E>,
    readonly patienceMs: number,
  ) {}

  /** An engine that is ready, and that knows these flows. */
  async engine(...flows: readonly AnyFlow[]): Promise<E> {
    const engine = await this.fixture.engine({ clock: this.clock, random: () => 0.5, flows });
    this.engines.push(engine);
    await this.settle('the engine to be ready', engine.ready());
    return engine;
  }

  /** Lets everything happen that needs no time. */
  async calm(): Promise<void> {
    for (let turn = 0; turn < CALM_TURNS; turn += 1) await this.turn();
  }

  /** Lets time pass, and what follows from it happen. A long time passes at once. */
  async pass(ms: number): Promise<void> {
    await this.calm();
    if (ms > LONG_MS) this.clock.leap(ms);
    const end = this.clock.now() + (ms > LONG_MS ? 0 : ms);
    while (this.clock.step(end)) await this.calm();
    await this.calm();
  }

  /** Waits, without time passing, for what has to happen. */
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    return this.await(what, holds, 0);
  }

  /** Waits for what has to happen after some time. */
  inTime(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    return this.await(what, holds, LOOK_MS);
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

  /** What a promise comes to without time passing. */
  settle<T>(what: string, promise: Promise<T>): Promise<T> {
    return this.settling(what, promise, 0);
  }

  /** The outcome of a run that needs no time. */
  result<T>(run: { readonly result: () => Promise<T> }): Promise<T> {
    return this.settle('the run to end', run.result());
  }

  /** The outcome of a run, however long it takes. */
  resultInTime<T>(run: { readonly result: () => Promise<T> }): Promise<T> {
    return this.settling('the run to end', run.result(), LOOK_MS);
  }

  /** What a run fails with. */
  async failure(run: { readonly result: () => Promise<unknown> }): Promise<unknown> {
    return this.result(run).then(
      (value) => {
        throw new AssertionError({ message: 'a run should have failed', actual: value });
      },
      (error: unknown) => error,
    );
  }

  /** Events of a run, as they are told from now on. */
  watch(run: Pick<Run, 'events$'>): RunStreamEvent[] {
    const events: RunStreamEvent[] = [];
    run.events$.subscribe((event) => events.push(event));
    return events;
  }

  /** All events of a run, to its end. */
  async story(run: Pick<Run, 'events$'>): Promise<readonly RunStreamEvent[]> {
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

  /** Stops an engine, so that another one can go on with its runs. */
  stop(engine: E, graceMs = 0): Promise<void> {
    return this.settling('the engine to stop', engine.stop({ graceMs }), LOOK_MS);
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
        throw new AssertionError({ message: `waited in vain for ${what}` });
      // Whoever needs no more than some turns has them quickly; whoever waits for a disk or a server gets the processor.
      if (round > CALM_TURNS) await new Promise((resolve) => setTimeout(resolve, 1));
      if (stepMs > 0 && round % 10 === 9) await this.pass(stepMs);
    }
  }

  /** One turn of the event loop. Timers that are due fire; one that was set late is due at once. */
  private async turn(): Promise<void> {
    await new Promise(setImmediate);
    const now = this.clock.now();
    while (this.clock.step(now)) await new Promise(setImmediate);
  }
}
