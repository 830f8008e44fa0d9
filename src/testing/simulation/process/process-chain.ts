import type { Engine } from '../../../engine';
import { MillraceError } from '../../../errors';
import type { Clock } from '../../../step';
import { type ProcessEnvironment, SimulatedProcess } from './simulated-process';

/** The callbacks of a {@link ProcessChain}. */
export interface ProcessChainListener {
  /** A process replaced one that died. */
  readonly onProcessRestart: () => void;
  /** A problem occurred that is not the result of an injected fault. */
  readonly onProblem: (error: unknown) => void;
}

/** Maximum time between the death of a process and the start of the next one, in ms. */
const MAX_GAP_MS = 5000;
/** The wait of a caller before it repeats a request, in ms. */
const REQUEST_RETRY_MS = 1000;

/** A sequence of processes: some time after one dies, another one continues. */
export class ProcessChain {
  private readonly processes: SimulatedProcess[] = [];
  private waiting: ((process: SimulatedProcess) => void)[] = [];
  private current: SimulatedProcess | undefined = undefined;

  constructor(
    private readonly environment: ProcessEnvironment,
    private readonly clock: Clock,
    private readonly listener: ProcessChainListener,
  ) {}

  /** The running process, or the one that died last. */
  get latest(): SimulatedProcess {
    const latest = this.processes.at(-1);
    if (latest) return latest;
    throw new Error('no process has started');
  }

  begin(): void {
    const process: SimulatedProcess = new SimulatedProcess(this.environment, () => {
      this.onDeath(process);
    });
    this.processes.push(process);
    this.current = process;
    for (const resolve of this.waiting.splice(0)) resolve(process);
  }

  /** Repeats a request to the running process until it succeeds, like a caller with an idempotency key. */
  async request<T>(send: (engine: Engine) => Promise<T>): Promise<T> {
    for (;;) {
      const process = this.current ?? (await this.next());
      const answer = await Promise.race([attempt(send(process.engine)), process.died]);
      // Results of a dead process are dropped.
      if (!answer || process.isDead) continue;
      if ('value' in answer) return answer.value;
      if (!MillraceError.is(answer.error, 'STORAGE_UNAVAILABLE')) throw answer.error;
      await new Promise<void>((resolve) => {
        this.clock.setTimer(REQUEST_RETRY_MS, resolve);
      });
    }
  }

  /** Restores the containers, the latest change first. */
  restore(): void {
    for (const { restore } of this.processes.splice(0).reverse()) restore();
  }

  private next(): Promise<SimulatedProcess> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  private onDeath(process: SimulatedProcess): void {
    this.current = undefined;
    const gap = Math.ceil(this.environment.faults.random.random(`gap ${this.processes.length}`) * MAX_GAP_MS);
    this.clock.setTimer(gap, () => {
      this.startNext(process).catch(this.listener.onProblem);
    });
  }

  private async startNext(process: SimulatedProcess): Promise<void> {
    await process.endLeases();
    this.listener.onProcessRestart();
    this.begin();
    // The process continues the run without any request.
    await this.request((engine) => engine.ready());
  }
}

async function attempt<T>(request: Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
  return request.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}
