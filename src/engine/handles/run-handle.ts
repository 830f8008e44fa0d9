import type { Observable } from 'rxjs';
import type { RunStatus } from '../../core';
import { invalidOption, knownOptions } from '../../errors';
import type { Outcome } from '../../flow';
import { parsePosition } from '../feed/feed-position';
import { FeedReader } from '../feed/feed-reader';
import type { EngineBackend, RunIdentifiers } from '../port/engine-backend';
import type { FeedEntry, FeedOptions } from '../port/feed';
import type { ChannelOf, ChannelValue, OutputOf } from '../port/output';
import type { CancelOptions, PauseOptions, Run } from '../port/run';
import type { RunStreamEvent } from '../port/run-snapshot';
import { requireName, requireNote } from '../requests/require-string';
import type { Listener } from '../streams/channel';
import { guardedObservable } from '../streams/guarded-observable';
import type { SubscriberFailure } from '../streams/guarded-subscriber';

/** The engine functions that a handle uses. */
export interface RunAccess
  extends Pick<EngineBackend, 'outcome' | 'status' | 'control' | 'events' | 'outputs' | 'feed'> {
  /** Receives the failures of subscribers. */
  readonly onSubscriberFailure: (runId: string, failure: SubscriberFailure) => void;
}

/** A handle of a run. Holds only ids. */
export class RunHandle<Routes, Outputs> implements Run<Routes, Outputs> {
  readonly id: string;
  readonly flow: string;
  readonly version: string;
  readonly correlationId: string;

  /** Not a property, so that a printed or serialised handle consists of ids. */
  readonly #access: RunAccess;

  constructor(access: RunAccess, { id, flow, version, correlationId }: RunIdentifiers) {
    this.#access = access;
    this.id = id;
    this.flow = flow;
    this.version = version;
    this.correlationId = correlationId;
  }

  result(): Promise<Outcome<Routes>> {
    return this.#access.outcome(this.id) as Promise<Outcome<Routes>>;
  }

  status(): Promise<RunStatus> {
    return this.#access.status(this.id);
  }

  async cancel(options: CancelOptions = {}): Promise<void> {
    const { compensate = false, reason } = knownOptions(options, { reason: true, compensate: true }, 'cancel()');
    if (typeof compensate !== 'boolean') throw invalidOption('compensate', 'true or false', compensate, 'cancel()');
    await this.#access.control(this.id, {
      type: 'run.cancel',
      reason: requireNote(reason, 'reason', 'cancel()') ?? 'cancelled by its caller',
      compensate,
    });
  }

  async pause(options: PauseOptions = {}): Promise<void> {
    const reason = requireNote(knownOptions(options, { reason: true }, 'pause()').reason, 'reason', 'pause()');
    await this.#access.control(this.id, { type: 'run.pause', reason });
  }

  resume(): Promise<void> {
    return this.#access.control(this.id, { type: 'run.resume' });
  }

  get outputs$(): Observable<OutputOf<Outputs>> {
    return this.observe(this.#access.outputs) as Observable<unknown> as Observable<OutputOf<Outputs>>;
  }

  output<Channel extends ChannelOf<Outputs>>(channel: Channel): Observable<ChannelValue<Outputs, Channel>> {
    requireName(channel, 'channel', 'output()');
    const ofChannel: Observable<unknown> = guardedObservable<unknown>(
      (listener) =>
        this.#access.outputs(this.id, {
          owner: listener.owner,
          next: (output) => {
            if (output.channel === channel) listener.next(output.value);
          },
          complete: () => {
            listener.complete();
          },
        }),
      (failure) => {
        this.#access.onSubscriberFailure(this.id, failure);
      },
    );
    return ofChannel as Observable<ChannelValue<Outputs, Channel>>;
  }

  get events$(): Observable<RunStreamEvent> {
    return this.observe(this.#access.events);
  }

  feed(options: FeedOptions = {}): AsyncIterable<FeedEntry<Outputs>> {
    const from = parsePosition(knownOptions(options, { after: true }, 'feed()').after);
    const entries: AsyncIterable<FeedEntry> = {
      [Symbol.asyncIterator]: () => new FeedReader(this.#access.feed, this.id, from),
    };
    return entries as AsyncIterable<unknown> as AsyncIterable<FeedEntry<Outputs>>;
  }

  private observe<T>(listen: (runId: string, listener: Listener<T>) => () => void): Observable<T> {
    return guardedObservable<T>(
      (listener) => listen(this.id, listener),
      (failure) => {
        this.#access.onSubscriberFailure(this.id, failure);
      },
    );
  }
}
