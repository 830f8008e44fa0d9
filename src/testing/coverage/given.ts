import type { Observable } from 'rxjs';
import type { RunEvent } from '../../core';
import type { EngineEvent, RunStreamEvent } from '../../engine';
import { invalidOption, MillraceError } from '../../errors';
import type { AnyFlow } from '../../flow';
import { type Coverable, coverableOf } from './coverable';

/**
 * @throws {DefinitionError} for anything but a flow
 * @throws {MillraceError} `INVALID_OPTION` without flows, or for two flows of the same name and version
 */
export function givenFlows(flows: readonly AnyFlow[]): readonly Coverable[] {
  if (flows.length === 0) throw invalidOption('flows', 'at least one flow', flows, 'flowCoverage()');
  const byId = new Map<string, Coverable>();
  for (const coverable of flows.map(coverableOf)) {
    const known = byId.get(coverable.id);
    if (known && known.definition !== coverable.definition) {
      const message = `flows: "${coverable.id}" is passed twice, as different objects; use another name or version for each flow`;
      throw new MillraceError('INVALID_OPTION', message, { details: { option: 'flows', flow: coverable.id } });
    }
    byId.set(coverable.id, coverable);
  }
  return [...byId.values()];
}

/** @throws {MillraceError} `INVALID_OPTION` for anything but an engine */
export function eventsOfEngine(engine: {
  readonly events$: Observable<EngineEvent | RunEvent>;
}): Observable<EngineEvent | RunEvent> {
  if (typeof member(member(engine, 'events$'), 'subscribe') === 'function') return engine.events$;
  throw invalidOption('engine', 'an engine', engine, 'FlowCoverage');
}

/** @throws {MillraceError} `INVALID_OPTION` for anything but a list of events */
export function givenEvents(events: Iterable<RunStreamEvent>): readonly RunStreamEvent[] {
  const value: unknown = events;
  if (typeof value === 'string' || typeof member(value, Symbol.iterator) !== 'function')
    throw invalidOption(
      'events',
      'a list of events, such as the items of a page of engine.history()',
      value,
      'FlowCoverage.add()',
    );
  const list = [...events];
  for (const event of list)
    if (typeof member(event, 'type') !== 'string' || typeof member(event, 'flow') !== 'string')
      throw invalidOption('events', 'only events of runs', event, 'FlowCoverage.add()');
  return list;
}

function member(value: unknown, name: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
