import { MillraceError, toFailure } from '../../errors';
import type { BulkheadSize, Guard, GuardHost, GuardKind, Guards, OpenGuard } from '../../step';
import { bulkhead } from '../bulkhead/bulkhead';
import { GuardChain } from './guard-chain';

/** Who has a guard among its options: a step class, a function, a client. Guards without a name are called after it. */
export interface GuardOwner {
  readonly key: object;
  readonly name: string;
}

/** The guards that somebody carries. */
export interface GuardPlacement {
  readonly carrier: GuardOwner;
  readonly guards: Guards;
}

/** A guard as it was declared. */
export type Declared = Guard | BulkheadSize;

interface Entry {
  readonly name: string;
  readonly declared: Declared;
  readonly carrier: GuardOwner;
  open: OpenGuard | undefined;
}

interface Plan {
  readonly entries: Map<Declared, Entry>;
  /** By kind and name. */
  readonly names: Map<string, Entry>;
  readonly faults: string[];
}

const WORDS: Readonly<Record<GuardKind, string>> = { breaker: 'breaker', limit: 'limiter', bulkhead: 'bulkhead' };

/** Knows every guard of an engine by its declaration, and sees to it that each has one name and each name one guard. */
export class GuardDirectory {
  private plan: Plan = { entries: new Map(), names: new Map(), faults: [] };

  constructor(private readonly host: Omit<GuardHost, 'name'>) {}

  /** What would be wrong with adding these. */
  faults(carried: readonly GuardPlacement[]): readonly string[] {
    return this.with(carried).faults;
  }

  /**
   * Adds guards, all or none.
   *
   * @throws {MillraceError} `INVALID_OPTION` with all that is wrong
   */
  add(carried: readonly GuardPlacement[]): void {
    if (carried.every(({ guards }) => listOf(guards).every((guard) => this.plan.entries.has(guard) && isNamed(guard))))
      return;
    const plan = this.with(carried);
    if (plan.faults.length > 0) throw new MillraceError('INVALID_OPTION', plan.faults.join('; '));
    this.plan = plan;
  }

  /** The way in past guards that have been added; `undefined` where there are none. */
  guardChain({ breaker, limit, bulkhead: room }: Guards): GuardChain | undefined {
    if (!breaker && !limit && !room) return undefined;
    const guards = { breaker: this.of(breaker), limit: this.of(limit), bulkhead: this.of(room) };
    return new GuardChain(guards, this.stray);
  }

  /** Every guard that has been added, by name. */
  all(): readonly (readonly [name: string, guard: OpenGuard])[] {
    return [...this.plan.entries.values()].map((entry) => [entry.name, this.opened(entry)]);
  }

  of(declared: Declared | undefined): OpenGuard | undefined {
    const entry = declared && this.plan.entries.get(declared);
    return entry && this.opened(entry);
  }

  /** What a pass of somebody's own guard throws harms nobody. */
  private readonly stray = (error: unknown): void => {
    const { clock, publish } = this.host;
    publish({ type: 'guard.failed', at: clock.now(), name: 'a guard', failure: toFailure(error) });
  };

  private opened(entry: Entry): OpenGuard {
    const { declared, name } = entry;
    const guard: Guard = 'open' in declared ? declared : bulkhead(declared.settings.size);
    entry.open ??= guard.open({ ...this.host, name });
    return entry.open;
  }

  private with(carried: readonly GuardPlacement[]): Plan {
    const plan: Plan = { entries: new Map(this.plan.entries), names: new Map(this.plan.names), faults: [] };
    for (const { carrier, guards } of carried) for (const guard of listOf(guards)) enter(plan, guard, carrier);
    return plan;
  }
}

function enter(plan: Plan, declared: Declared, carrier: GuardOwner): void {
  const { kind } = declared;
  const known = plan.entries.get(declared);
  if (known) {
    if (declared.name !== undefined || known.carrier.key === carrier.key) return;
    plan.faults.push(
      `${kind}: ${known.carrier.name} and ${carrier.name} carry the same ${WORDS[kind]}, which has no name; give it one, as in { name: "payments" }, or declare one for each`,
    );
    return;
  }
  const name = declared.name ?? freeName(plan, kind, carrier.name);
  const other = plan.names.get(`${kind} ${name}`);
  if (other) {
    plan.faults.push(
      `${kind}: ${other.carrier.name} and ${carrier.name} each declare a ${WORDS[kind]} "${name}"; declare it once, outside of functions, and name that one in both places, or give one another name`,
    );
    return;
  }
  const entry: Entry = { name, declared, carrier, open: undefined };
  plan.entries.set(declared, entry);
  plan.names.set(`${kind} ${name}`, entry);
}

function freeName(plan: Plan, kind: GuardKind, carrier: string): string {
  const base = `${carrier}.${kind}`;
  let name = base;
  for (let number = 2; plan.names.has(`${kind} ${name}`); number += 1) name = `${base}#${number}`;
  return name;
}

function listOf({ breaker, limit, bulkhead: room }: Guards): readonly Declared[] {
  return [breaker, limit, room].filter((guard) => guard !== undefined);
}

function isNamed({ name }: Declared): boolean {
  return name !== undefined;
}
