import type { Observable } from 'rxjs';
import type { RunStatus } from '../../core';
import { invalidOption } from '../../errors';
import { type Outcome } from '../../flow';
import type { AnyOutput, ChannelOf, ChannelValue, OutputOf } from '../port/output';
import type { Run } from '../port/run';
import type { RunStreamEvent } from '../port/run-snapshot';
import { requireOptions } from '../requests/require-options';
import { requireOptionalString } from '../requests/require-string';
import type { Listener } from '../streams/channel';
import { guardedObservable } from '../streams/guarded-observable';

/** What a handle asks its engine for. */
export interface RunBackend {
  readonly result: (runId: string) => Promise<unknown>;
  readonly status: (runId: string) => Promise<RunStatus>;
  readonly cancel: (runId: string, reason: string, compensate: boolean) => Promise<void>;
  readonly pause: (runId: string, reason: string | undefined) => Promise<void>;
  readonly resume: (runId: string) => Promise<void>;
  readonly events: (runId: string, listener: Listener<RunStreamEvent>) => () => void;
  readonly outputs: (runId: string, listener: Listener<AnyOutput>) => () => void;
  readonly onThrow: (runId: string, error: unknown) => void;
}

/** A handle of a run in this process. */
export class RunHandle<Routes, Outputs> implements Run<Routes, Outputs> {
  constructor(
    private readonly access: RunBackend,
    readonly id: string,
    readonly flow: string,
    readonly version: string,
    readonly correlationId: string,
  ) {}

  result(): Promise<Outcome<Routes>> {
    return this.access.result(this.id) as Promise<Outcome<Routes>>;
  }

  status(): Promise<RunStatus> {
    return this.access.status(this.id);
  }

  async cancel(reason?: string, options: { readonly compensate?: boolean } = {}): Promise<void> {
    const { compensate = false } = requireOptions(options);
    if (typeof compensate !== 'boolean') throw invalidOption('compensate', 'true or false', compensate);
    await this.access.cancel(this.id, requireOptionalString(reason, 'reason') ?? 'cancelled by its caller', compensate);
  }

  async pause(reason?: string): Promise<void> {
    await this.access.pause(this.id, requireOptionalString(reason, 'reason'));
  }

  resume(): Promise<void> {
    return this.access.resume(this.id);
  }

  get outputs$(): Observable<OutputOf<Outputs>> {
    return this.observe(this.access.outputs) as Observable<unknown> as Observable<OutputOf<Outputs>>;
  }

  output<Channel extends ChannelOf<Outputs>>(channel: Channel): Observable<ChannelValue<Outputs, Channel>> {
    const ofChannel: Observable<unknown> = guardedObservable<unknown>(
      (observer) =>
        this.access.outputs(this.id, {
          next: (output) => {
            if (output.channel === channel) observer.next(output.value);
          },
          complete: () => observer.complete(),
        }),
      (error) => this.access.onThrow(this.id, error),
    );
    return ofChannel as Observable<ChannelValue<Outputs, Channel>>;
  }

  get events$(): Observable<RunStreamEvent> {
    return this.observe(this.access.events);
  }

  private observe<T>(listen: (runId: string, listener: Listener<T>) => () => void): Observable<T> {
    return guardedObservable<T>(
      (observer) => listen(this.id, observer),
      (error) => this.access.onThrow(this.id, error),
    );
  }
}
