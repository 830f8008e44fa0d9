import type { Came, RecordedOutcome } from './recorded-outcome';

/** The outcomes of yesterday, each given to who asks for it when it is its turn. */
export class RecordedResults {
  /** Those that have not been asked for, by path, in order. */
  private readonly left = new Map<string, RecordedOutcome[]>();
  private readonly due = new Set<RecordedOutcome>();
  private readonly waiters = new Map<RecordedOutcome, () => void>();
  private idle = 0;

  constructor(
    outcomes: readonly RecordedOutcome[],
    /** Paths of visits that were being undone, to the end or not. */
    private readonly undone: ReadonlySet<string>,
  ) {
    for (const outcome of outcomes) {
      const key = keyOf(outcome);
      this.left.set(key, [...(this.left.get(key) ?? []), outcome]);
    }
  }

  /** How many operations wait for their turn, or for ever. */
  get waiting(): number {
    return this.idle;
  }

  /** What comes of a visit next; `undefined` if yesterday knew of nothing more. */
  next(path: string): Came | undefined {
    return this.left.get(keyOf({ path, undoes: false }))?.[0]?.came;
  }

  /** Whether yesterday began to undo a visit. */
  knowsUndoing(path: string): boolean {
    return this.undone.has(path);
  }

  /** Resolves with the next outcome of a visit when it is its turn: never, where yesterday knew of none. */
  async take(path: string, undoes: boolean, signal: AbortSignal): Promise<Came> {
    const outcome = this.left.get(keyOf({ path, undoes }))?.shift();
    if (!outcome || !this.due.has(outcome)) await this.turn(outcome, signal);
    // Without an outcome the turn never comes.
    return outcome?.came ?? { kind: 'undone' };
  }

  /** The fallback of a visit is asked: what comes before that is over, also if there were more attempts than today. */
  skipToFallback(path: string): void {
    const left = this.left.get(keyOf({ path, undoes: false })) ?? [];
    const asked = left.findIndex(({ came }) => came.kind === 'failure' && came.then === 'fallback');
    left.splice(0, asked + 1);
  }

  /** It is an outcome's turn. */
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
