import { randomBytes } from 'node:crypto';
import type { RunInfo } from '../../core';

/** What a start says about its run. */
export interface RunIdentityOptions {
  readonly id: string | undefined;
  readonly correlationId: string | undefined;
  readonly tags: readonly string[];
  readonly idempotencyKey: string | undefined;
  readonly compensateOnFailure: boolean;
}

/** Makes ids that are unique among all processes: a random part for the engine, a number, and where the engine keeps it. */
export class RunIds {
  private readonly prefix = `${randomBytes(9).toString('base64url')}-`;

  /** The id of a run. In one piece: a text put together would keep its parts for as long as it lives. */
  name(number: number, index: number): string {
    return Buffer.from(`${this.prefix}${number.toString(36)}.${index.toString(36)}`, 'latin1').toString('latin1');
  }

  /** Where the run of an id may be kept. */
  indexIn(id: string): number | undefined {
    if (!id.startsWith(this.prefix)) return undefined;
    const index = Number.parseInt(id.slice(id.indexOf('.') + 1), 36);
    return Number.isNaN(index) ? undefined : index;
  }
}

/** What is known of a run from its start on. Its id is made when somebody asks, which many runs never see. */
export class RunIdentity implements RunInfo {
  private known: string | undefined = undefined;

  constructor(
    private readonly ids: RunIds,
    /** Number among the runs of the engine, from 1. */
    readonly number: number,
    /** Where the engine keeps the run. */
    readonly index: number,
    /** Shared by all runs about which nothing was said. */
    private readonly given: RunIdentityOptions,
  ) {}

  get id(): string {
    this.known ??= this.given.id ?? this.ids.name(this.number, this.index);
    return this.known;
  }

  /** The id that the start asked for. */
  get givenId(): string | undefined {
    return this.given.id;
  }

  get correlationId(): string {
    return this.given.correlationId ?? this.id;
  }

  get tags(): readonly string[] {
    return this.given.tags;
  }

  get idempotencyKey(): string | undefined {
    return this.given.idempotencyKey;
  }

  get compensateOnFailure(): boolean {
    return this.given.compensateOnFailure;
  }
}
