import type { RunEvent } from '../../core';
import type { Graph } from '../../flow';

/** A signal that a run received. */
export interface SignalView {
  /** Number of the event. */
  readonly seq: number;
  readonly name: string;
  /** Epoch ms. */
  readonly at: number;
  /** Whether nothing waited for the signal when it arrived. */
  readonly isBuffered: boolean;
  /** The payload; absent until a wait has received the signal. */
  readonly payload?: unknown;
}

type ReceiveEvent = Extract<RunEvent, { readonly type: 'signal.received' }>;
type CompleteEvent = Extract<RunEvent, { readonly type: 'step.completed' }>;

/** The signals that a run received, in order. */
export class SignalLog {
  private readonly all: SignalView[] = [];
  /** The positions of buffered signals that no wait has received, by name. */
  private readonly buffered = new Map<string, number[]>();
  /** The latest signal for which a node waited. The next event is the result of that node. */
  private delivered: { readonly position: number; readonly seq: number } | undefined = undefined;

  get signals(): readonly SignalView[] {
    return [...this.all];
  }

  /**
   * Adds an event of the run. An event that does not concern signals changes nothing.
   *
   * @param graph that of the event's version; without it, the payloads of buffered signals stay unknown
   */
  add(event: RunEvent, graph: Graph | undefined): void {
    if (event.type === 'signal.received') this.receive(event);
    else if (event.type === 'step.completed') this.complete(event, graph);
  }

  private receive({ seq, at, data: { name, buffered } }: ReceiveEvent): void {
    const position = this.all.push({ seq, name, at, isBuffered: buffered }) - 1;
    if (buffered) this.buffered.set(name, [...(this.buffered.get(name) ?? []), position]);
    else this.delivered = { position, seq };
  }

  /** Records the payload of the signal that a wait has received, if the event is the result of one. */
  private complete(event: CompleteEvent, graph: Graph | undefined): void {
    const { delivered } = this;
    const isNext = delivered?.seq === event.seq - 1;
    const position = isNext ? delivered.position : this.firstBuffered(event, graph);
    const signal = position === undefined ? undefined : this.all[position];
    if (signal && position !== undefined) this.all[position] = { ...signal, payload: event.data.value };
  }

  private firstBuffered({ place }: CompleteEvent, graph: Graph | undefined): number | undefined {
    const definition = graph?.places.get(place)?.definition;
    return definition?.kind === 'wait' ? this.buffered.get(definition.signal)?.shift() : undefined;
  }
}
