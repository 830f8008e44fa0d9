import { SeededRandom } from '../seeded-random';
import type { ChanceOf } from './chances';
import { type Fault, type FaultKind, type FaultSide, faultText, SIDES } from './fault';

/** So many faults strike one run at most, and then it has to end. */
const MOST_FAULTS = 40;
/** A step that was executing at more crashes than an engine puts up with fails, whatever else there is. */
const MOST_CRASHES = 5;

/** Says which faults strike one run: those that are listed, and those that the dice bring. */
export class FaultPlan {
  /** Faults that have struck, in order. */
  readonly struck: Fault[] = [];
  /** Where a crash could have struck. */
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

  /** The fault that strikes at one point, of the kinds that can. */
  strike(at: string, kinds: readonly FaultKind[]): Fault | undefined {
    if (this.ceased) return undefined;
    if (kinds.includes('crash')) this.crashable.push(at);
    const fault = this.listedAt(at, kinds) ?? this.rolledAt(at, kinds);
    if (fault) this.struck.push(fault);
    return fault;
  }

  /** Nothing more strikes. */
  cease(): void {
    this.ceased = true;
  }

  private listedAt(at: string, kinds: readonly FaultKind[]): Fault | undefined {
    if (this.listed.size === 0) return undefined;
    return kinds
      .flatMap((kind) => SIDES.map((side): Fault => ({ kind, side, at })))
      .find((fault) => this.listed.has(faultText(fault)));
  }

  private rolledAt(at: string, kinds: readonly FaultKind[]): Fault | undefined {
    if (this.struck.length >= MOST_FAULTS) return undefined;
    let left = this.random.random(`fault ${at}`);
    for (const kind of kinds) {
      if (left < this.chances[kind]) return this.isSpared(kind) ? undefined : { kind, side: this.side(at), at };
      left -= this.chances[kind];
    }
    return undefined;
  }

  private isSpared(kind: FaultKind): boolean {
    return kind === 'crash' && this.struck.filter((fault) => fault.kind === 'crash').length >= MOST_CRASHES;
  }

  private side(at: string): FaultSide {
    return this.random.random(`side ${at}`) < 0.5 ? 'before' : 'after';
  }
}
