import type { RecordedOutcome, RecordedResult } from './recorded-outcome';

/** The recorded outcomes, each returned to the operation that requests it, when it is its turn. */
export class RecordedResults {
  /** The outcomes that were not requested yet, by path, in order. */
  private readonly left = new Map<string, RecordedOutcome[]>();
  private readonly due = new Set<RecordedOutcome>();
  private readonly waiters = new Map<RecordedOutcome, () => void>();
  private idle = 0;

  constructor(
    outcomes: readonly RecordedOutcome[],
    /** Paths of visits whose compensation began. */
    private readonly undone: ReadonlySet<string>,
  ) {
    for (const outcome of outcomes) {
      const key = keyOf(outcome);
      this.left.set(key, [...(this.left.get(key) ?? []), outcome]);
    }
  }

  /** The number of operations that wait for their turn, or forever. */
  get waiting(): number {
    return this.idle;
  }

  /** Returns the next outcome of a visit; `undefined` if there is none. */
  next(path: string): RecordedResult | undefined {
    return this.left.get(keyOf({ path, undoes: false }))?.[0]?.result;
  }

  /** Whether the compensation of a visit began in the recording. */
  knowsUndoing(path: string): boolean {
    return this.undone.has(path);
  }

  /** Resolves with the next outcome of a visit when it is its turn; never if there is none. */
  async take(path: string, undoes: boolean, signal: AbortSignal): Promise<RecordedResult> {
    const outcome = this.left.get(keyOf({ path, undoes }))?.shift();
    if (!outcome || !this.due.has(outcome)) await this.turn(outcome, signal);
    // Never reached without an outcome.
    return outcome?.result ?? { kind: 'compensated' };
  }

  /** Skips the outcomes before the fallback of a visit, in case the recording has more attempts than the replay. */
  skipToFallback(path: string): void {
    const left = this.left.get(keyOf({ path, undoes: false })) ?? [];
    const asked = left.findIndex(({ result }) => result.kind === 'failed' && result.then === 'fallback');
    left.splice(0, asked + 1);
  }

  /** Releases an outcome whose turn it is. */
  release(outcome: RecordedOutcome): void {
    this.due.add(outcome);
    this.waiters.get(outcome)?.();
  }

  private turn(outcome: RecordedOutcome | undefined, signal: AbortSignal): Promise<void> {
    this.idle += 1;
    return new Promise<void>((resolve, reject) => {
      if (outcome) this.waiters.set(outcome, resolve);
      const stop = (): void => {
        reject(signal.reason as Error);
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    }).finally(() => {
      this.idle -= 1;
    });
  }
}

function keyOf({ path, undoes }: Pick<RecordedOutcome, 'path' | 'undoes'>): string {
  return `${undoes ? 'undo' : 'do'} ${path}`;
}
