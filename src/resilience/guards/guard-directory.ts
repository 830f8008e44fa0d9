import { MillraceError, toFailure } from '../../errors';
import type { BulkheadSize, Guard, GuardHost, GuardKind, Guards, OpenGuard } from '../../step';
import { bulkhead } from '../bulkhead/bulkhead';
import { GuardChain } from './guard-chain';

/** The owner of a guard: a step class, a function or a client. Unnamed guards are named after it. */
export interface GuardOwner {
  readonly key: object;
  readonly name: string;
}

/** The guards of one owner. */
export interface GuardPlacement {
  readonly owner: GuardOwner;
  readonly guards: Guards;
}

/** The declaration of a guard. */
export type GuardDeclaration = Guard | BulkheadSize;

interface Entry {
  readonly name: string;
  readonly declared: GuardDeclaration;
  readonly owner: GuardOwner;
  open: OpenGuard | undefined;
}

interface Plan {
  readonly entries: Map<GuardDeclaration, Entry>;
  /** By kind and name. */
  readonly names: Map<string, Entry>;
  readonly faults: string[];
}

const WORDS: Readonly<Record<GuardKind, string>> = { breaker: 'breaker', limit: 'limiter', bulkhead: 'bulkhead' };

/** The guards of an engine by declaration. Ensures that each guard has one name, and each name one guard. */
export class GuardDirectory {
  private plan: Plan = { entries: new Map(), names: new Map(), faults: [] };

  constructor(private readonly host: Omit<GuardHost, 'name'>) {}

  /** Returns the faults of adding guards, without adding them. */
  faults(placements: readonly GuardPlacement[]): readonly string[] {
    return this.with(placements).faults;
  }

  /**
   * Adds guards, all or none.
   *
   * @throws {MillraceError} `INVALID_OPTION` with every fault
   */
  add(placements: readonly GuardPlacement[]): void {
    const isKnown = (guard: GuardDeclaration): boolean => this.plan.entries.has(guard) && isNamed(guard);
    if (placements.every(({ guards }) => listOf(guards).every(isKnown))) return;
    const plan = this.with(placements);
    if (plan.faults.length > 0) throw new MillraceError('INVALID_OPTION', plan.faults.join('; '));
    this.plan = plan;
  }

  /** Returns the chain of guards that were added; `undefined` if there are none. */
  guardChain({ breaker, limit, bulkhead: bulkheadGuard }: Guards): GuardChain | undefined {
    if (!breaker && !limit && !bulkheadGuard) return undefined;
    const guards = { breaker: this.of(breaker), limit: this.of(limit), bulkhead: this.of(bulkheadGuard) };
    return new GuardChain(guards, this.onPermitError);
  }

  /** Returns every guard that was added, by name. */
  all(): readonly (readonly [name: string, guard: OpenGuard])[] {
    return [...this.plan.entries.values()].map((entry) => [entry.name, this.opened(entry)]);
  }

  of(declared: GuardDeclaration | undefined): OpenGuard | undefined {
    const entry = declared && this.plan.entries.get(declared);
    return entry && this.opened(entry);
  }

  /** Publishes an error that a permit of a custom guard threw. It affects neither the call nor other guards. */
  private readonly onPermitError = (error: unknown): void => {
    const { clock, publish } = this.host;
    publish({ type: 'guard.failed', at: clock.now(), name: 'a guard', failure: toFailure(error) });
  };

  private opened(entry: Entry): OpenGuard {
    const { declared, name } = entry;
    const guard: Guard = 'open' in declared ? declared : bulkhead(declared.settings.size);
    entry.open ??= guard.open({ ...this.host, name });
    return entry.open;
  }

  private with(placements: readonly GuardPlacement[]): Plan {
    const plan: Plan = { entries: new Map(this.plan.entries), names: new Map(this.plan.names), faults: [] };
    for (const { owner, guards } of placements) for (const guard of listOf(guards)) enter(plan, guard, owner);
    return plan;
  }
}

function enter(plan: Plan, declared: GuardDeclaration, owner: GuardOwner): void {
  const { kind } = declared;
  const known = plan.entries.get(declared);
  if (known) {
    if (declared.name !== undefined || known.owner.key === owner.key) return;
    plan.faults.push(
      `${kind}: ${known.owner.name} and ${owner.name} share a ${WORDS[kind]} without a name; give it one, such as { name: "payments" }, or declare one for each`,
    );
    return;
  }
  const name = declared.name ?? freeName(plan, kind, owner.name);
  const other = plan.names.get(`${kind} ${name}`);
  if (other) {
    plan.faults.push(
      `${kind}: ${other.owner.name} and ${owner.name} each declare a ${WORDS[kind]} "${name}"; declare it once, outside of functions, and use it in both places, or rename one`,
    );
    return;
  }
  const entry: Entry = { name, declared, owner, open: undefined };
  plan.entries.set(declared, entry);
  plan.names.set(`${kind} ${name}`, entry);
}

function freeName(plan: Plan, kind: GuardKind, owner: string): string {
  const base = `${owner}.${kind}`;
  let name = base;
  for (let number = 2; plan.names.has(`${kind} ${name}`); number += 1) name = `${base}#${number}`;
  return name;
}

function listOf({ breaker, limit, bulkhead: bulkheadGuard }: Guards): readonly GuardDeclaration[] {
  return [breaker, limit, bulkheadGuard].filter((guard) => guard !== undefined);
}

function isNamed({ name }: GuardDeclaration): boolean {
  return name !== undefined;
}
