import { randomBytes } from 'node:crypto';
import type { RunInfo } from '../../core';

/** The caller-supplied identity of a run. */
export interface RunIdentityOptions {
  readonly id: string | undefined;
  readonly correlationId: string | undefined;
  readonly tags: readonly string[];
  readonly idempotencyKey: string | undefined;
  readonly compensateOnFailure: boolean;
}

/** Generates run ids, unique across processes: a random prefix per engine, a number, and the index in the run table. */
export class RunIds {
  private readonly prefix = `${randomBytes(9).toString('base64url')}-`;

  /** Returns the id of a run as one flat string: a concatenated string would keep its parts in memory. */
  name(number: number, index: number): string {
    return Buffer.from(`${this.prefix}${number.toString(36)}.${index.toString(36)}`, 'latin1').toString('latin1');
  }

  /** Returns the index in the run table that an id contains; `undefined` for an id of another origin. */
  indexIn(id: string): number | undefined {
    if (!id.startsWith(this.prefix)) return undefined;
    const index = Number.parseInt(id.slice(id.indexOf('.') + 1), 36);
    return Number.isNaN(index) ? undefined : index;
  }
}

/** The identity of a run. Its id is generated on first access, which many runs never need. */
export class RunIdentity implements RunInfo {
  private cachedId: string | undefined = undefined;

  constructor(
    private readonly ids: RunIds,
    /** The number of the run in its engine, from 1. */
    readonly number: number,
    /** The index of the run in the run table. */
    readonly index: number,
    /** Shared by all runs started without an identity. */
    private readonly options: RunIdentityOptions,
  ) {}

  get id(): string {
    this.cachedId ??= this.options.id ?? this.ids.name(this.number, this.index);
    return this.cachedId;
  }

  /** The id supplied by the caller. */
  get suppliedId(): string | undefined {
    return this.options.id;
  }

  get correlationId(): string {
    return this.options.correlationId ?? this.id;
  }

  get tags(): readonly string[] {
    return this.options.tags;
  }

  get idempotencyKey(): string | undefined {
    return this.options.idempotencyKey;
  }

  get compensateOnFailure(): boolean {
    return this.options.compensateOnFailure;
  }
}
