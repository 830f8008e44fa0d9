import type { ExecuteEffect, OperationCompleted, SharedWrite } from '../../core';
import type { Clock } from '../../step';

/**
 * The input that an operation succeeded. A runner has one and reuses it: a transition keeps no reference to it. The
 * clock is read only if the transition asks.
 */
export class CompletedOperation implements OperationCompleted {
  readonly type = 'operation.completed';
  token = 0;
  op = 0;
  action = 'next';
  value: unknown = undefined;
  writes: readonly SharedWrite[] | undefined = undefined;
  skipped = false;
  private moment = -1;

  constructor(
    private readonly clock: Clock,
    private readonly nextRandom: () => number,
  ) {}

  get at(): number {
    if (this.moment < 0) this.moment = this.clock.now();
    return this.moment;
  }

  get random(): number {
    return this.nextRandom();
  }

  fill(
    effect: ExecuteEffect,
    action: string,
    value: unknown,
    writes: readonly SharedWrite[] | undefined,
    skipped: boolean,
  ): this {
    this.moment = -1;
    this.token = effect.token;
    this.op = effect.op;
    this.action = action;
    this.value = value;
    this.writes = writes;
    this.skipped = skipped;
    return this;
  }
}
