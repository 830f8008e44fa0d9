import type { RunStreamEvent } from 'millrace';
import { type DrawnEdge } from 'millrace/flow/drawing';

/** Counts how often a run takes each edge of its flow, for the labels of the flow's picture. */
export class EdgeCounts {
  private readonly counts = new Map<string, number>();

  count(event: RunStreamEvent): void {
    if (event.type !== 'route.taken') return;
    const edge = `${event.place} ${event.data.action}`;
    this.counts.set(edge, (this.counts.get(edge) ?? 0) + 1);
  }

  of({ from, action }: DrawnEdge): number {
    return this.counts.get(`${from} ${action}`) ?? 0;
  }
}
