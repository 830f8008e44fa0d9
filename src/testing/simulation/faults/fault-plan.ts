import { SeededRandom } from '../seeded-random';
import type { ChanceOf } from './chances';
import { type Fault, type FaultKind, type FaultSide, faultText, SIDES } from './fault';

/** Maximum number of faults in one run, which then has to end. */
const MAX_FAULTS = 40;
/** Maximum number of crashes, since an engine fails a step after too many recoveries. */
const MAX_CRASHES = 5;

/** The faults of one run: the listed ones, and random ones. */
export class FaultPlan {
  /** The injected faults, in order. */
  readonly injected: Fault[] = [];
  /** The points at which a crash could have been injected. */
  readonly crashable: string[] = [];
  private readonly random: SeededRandom;
  private readonly listed: ReadonlySet<string>;
  private ceased = false;

  constructor(
    seed: number,
    private readonly chances: ChanceOf,
    listed: Iterable<string>,
  ) {
    this.random = new SeededRandom(seed);
    this.listed = new Set(listed);
  }

  /** Returns the fault to inject at a point, among the possible kinds. */
  inject(at: string, kinds: readonly FaultKind[]): Fault | undefined {
    if (this.ceased) return undefined;
    if (kinds.includes('crash')) this.crashable.push(at);
    const fault = this.listedAt(at, kinds) ?? this.randomAt(at, kinds);
    if (fault) this.injected.push(fault);
    return fault;
  }

  /** Stops injecting faults. */
  stop(): void {
    this.ceased = true;
  }

  private listedAt(at: string, kinds: readonly FaultKind[]): Fault | undefined {
    if (this.listed.size === 0) return undefined;
    return kinds
      .flatMap((kind) => SIDES.map((side): Fault => ({ kind, side, at })))
      .find((fault) => this.listed.has(faultText(fault)));
  }

  private randomAt(at: string, kinds: readonly FaultKind[]): Fault | undefined {
    if (this.injected.length >= MAX_FAULTS) return undefined;
    let left = this.random.random(`fault ${at}`);
    for (const kind of kinds) {
      if (left < this.chances[kind]) return this.isLimitReached(kind) ? undefined : { kind, side: this.side(at), at };
      left -= this.chances[kind];
    }
    return undefined;
  }

  private isLimitReached(kind: FaultKind): boolean {
    return kind === 'crash' && this.injected.filter((fault) => fault.kind === 'crash').length >= MAX_CRASHES;
  }

  private side(at: string): FaultSide {
    return this.random.random(`side ${at}`) < 0.5 ? 'before' : 'after';
  }
}
