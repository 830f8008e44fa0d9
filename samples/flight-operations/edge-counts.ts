import type { DrawingOptions, RunNotice } from 'millrace';

type Edge = Parameters<NonNullable<DrawingOptions['edgeLabel']>>[0];

/** Counts how often a run takes each edge of its flow, for the labels of the flow's picture. */
export class EdgeCounts {
  private readonly counts = new Map<string, number>();

  count(event: RunNotice): void {
    if (event.type !== 'route.taken') return;
    const edge = `${placeOf(event.path)} ${event.data.action}`;
    this.counts.set(edge, (this.counts.get(edge) ?? 0) + 1);
  }

  of({ from, action }: Edge): number {
    return this.counts.get(`${placeOf(from)} ${action}`) ?? 0;
  }
}

/** A run numbers items and visits, as in `flights[17]#1/validate#1`; a picture calls what stands inside `each` the `body`. */
function placeOf(path: string): string {
  return path.replaceAll(/\[\d+\]|#\d+|\/body\b/g, '');
}
