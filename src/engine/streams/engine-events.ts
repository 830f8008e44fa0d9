import type { Observable } from 'rxjs';
import type { RunEvent } from '../../core';
import type { EngineEvent } from '../port/engine-event';
import { guardedObservable } from './guarded-observable';
import type { StreamHub } from './stream-hub';

/** Returns the events of an engine and of all its runs. */
export function engineEvents(hub: StreamHub): Observable<EngineEvent | RunEvent> {
  return guardedObservable<EngineEvent | RunEvent>(
    (listener) => hub.listenToEngine(listener),
    (failure) => {
      hub.failed(undefined, failure);
    },
  );
}
