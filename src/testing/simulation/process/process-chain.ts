import type { Engine } from '../../../engine';
import { MillraceError } from '../../../errors';
import type { Clock } from '../../../step';
import { type ProcessEnvironment, SimulatedProcess } from './simulated-process';

/** What a succession tells. */
export interface ProcessChainListener {
  /** A process has come in place of one that has died. */
  readonly onSuccession: () => void;
  /** Something goes wrong that no fault of the simulation explains. */
  readonly onProblem: (error: unknown) => void;
}

/** Longest time between the death of a process and the next one, in ms. */
const LONGEST_GAP = 5000;
/** How long callers wait before they ask again, in ms. */
const BEFORE_ASKING_AGAIN = 1000;

/** Processes, one after another: where one dies, another goes on some time later. */
export class ProcessChain {
  private readonly processes: SimulatedProcess[] = [];
  private waiting: ((process: SimulatedProcess) => void)[] = [];
  private current: SimulatedProcess | undefined = undefined;

  constructor(
    private readonly environment: ProcessEnvironment,
    private readonly clock: Clock,
    private readonly listener: ProcessChainListener,
  ) {}

  /** The process that lives, or that has died last. */
  get latest(): SimulatedProcess {
    const latest = this.processes.at(-1);
    if (latest) return latest;
    throw new Error('no process has begun');
  }

  begin(): void {
    const process: SimulatedProcess = new SimulatedProcess(this.environment, () => {
      this.lose(process);
    });
    this.processes.push(process);
    this.current = process;
    for (const resolve of this.waiting.splice(0)) resolve(process);
  }

  /** Asks whoever lives until there is an answer, as a caller does who has an idempotency key. */
  async ask<T>(question: (engine: Engine) => Promise<T>): Promise<T> {
    for (;;) {
      const process = this.current ?? (await this.next());
      const answer = await Promise.race([attempt(question(process.engine)), process.died]);
      // What a dead process says, nobody hears.
      if (!answer || process.isDead) continue;
      if ('value' in answer) return answer.value;
      if (!MillraceError.is(answer.error, 'STORAGE_UNAVAILABLE')) throw answer.error;
      await new Promise<void>((resolve) => {
        this.clock.setTimer(BEFORE_ASKING_AGAIN, resolve);
      });
    }
  }

  /** Puts back what was changed in containers, the latest change first. */
  restore(): void {
    for (const { restore } of this.processes.splice(0).reverse()) restore();
  }

  private next(): Promise<SimulatedProcess> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  private lose(process: SimulatedProcess): void {
    this.current = undefined;
    const gap = Math.ceil(this.environment.trouble.random.random(`gap ${this.processes.length}`) * LONGEST_GAP);
    this.clock.setTimer(gap, () => {
      this.succeed(process).catch(this.listener.onProblem);
    });
  }

  private async succeed(process: SimulatedProcess): Promise<void> {
    await process.endLeases();
    this.listener.onSuccession();
    this.begin();
    // It goes on with the run by itself, whether or not anybody asks it for something.
    await this.ask((engine) => engine.ready());
  }
}

async function attempt<T>(question: Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
  return question.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}
