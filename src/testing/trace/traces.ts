import type { RunEvent } from '../../core';
import type { EngineEvent } from '../../engine';
import type { Graph } from '../../flow';
import { beside, type Position } from '../../history';
import type { StartedWork } from '../doubles/double-registry';
import { spiesOn } from '../spies/spy-on';
import { RunTrace } from './run-trace';

/** The traces of all runs of one engine. */
export class Traces {
  private readonly byRun = new Map<string, RunTrace>();
  /** The positions that all runs reached, in order. */
  private readonly arrivals: Position[] = [];
  /** The events of the engine that are not about a run. */
  readonly notices: EngineEvent[] = [];
  private calls = 0;

  constructor(private readonly graphOf: (flow: string, version: string) => Graph) {}

  all(): readonly RunTrace[] {
    return [...this.byRun.values()];
  }

  of(runId: string): RunTrace | undefined {
    return this.byRun.get(runId);
  }

  onEvent(event: RunEvent | EngineEvent): void {
    if (!isOfRun(event)) {
      this.notices.push(event);
      return;
    }
    this.open(event.runId, event.flow, event.version).onEvent(event);
    if (event.type === 'step.scheduled') this.arrivals.push({ place: event.place, node: event.node });
    if (event.type !== 'route.taken') return;
    const led = beside(event.place, event.data.to);
    // Nothing is scheduled at an exit, so its incoming edge counts as the arrival.
    const { places } = this.graphOf(event.flow, event.version);
    if (places.get(led.place)?.definition.kind === 'exit') this.arrivals.push(led);
  }

  begin(begun: StartedWork): void {
    const { runId } = begun.context;
    const trace = this.open(runId, begun.place.flow, begun.place.version);
    this.calls += 1;
    const call = trace.begin(begun, this.calls);
    const { definition } = trace.graph.root;
    if (definition.kind === 'flow') for (const spy of spiesOn(definition)) spy.record(call);
  }

  /** Returns a condition that holds once a run stands at one of these places, or reaches one from now on. */
  arrivalAt(places: ReadonlySet<string>): () => boolean {
    let cameThere = this.all().some(({ standsAt }) => standsAt.some(({ place }) => places.has(place)));
    let looked = this.arrivals.length;
    // Called in every turn, so each arrival is examined only once.
    return () => {
      for (; looked < this.arrivals.length && !cameThere; looked += 1)
        cameThere = places.has(this.arrivals[looked]?.place ?? '');
      return cameThere;
    };
  }

  /** Opens the trace of a new run. */
  open(runId: string, flow: string, version: string): RunTrace {
    const known = this.byRun.get(runId);
    if (known) return known;
    const made = new RunTrace(runId, this.graphOf(flow, version), this.graphOf);
    this.byRun.set(runId, made);
    return made;
  }
}

function isOfRun(event: RunEvent | EngineEvent): event is RunEvent {
  return 'seq' in event;
}
