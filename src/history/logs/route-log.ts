import type { Position } from '../visits/positions';

/** The nodes, exits, and steps inside of nodes that a run has come to, in order. */
export class RouteLog {
  readonly route: Position[] = [];
  /** How often an edge has led to a place at which nothing has been scheduled since. */
  private readonly expected = new Map<string, number>();

  /** The run starts at a node, or an edge leads to one. */
  expect(position: Position): void {
    this.route.push(position);
    this.expected.set(position.place, (this.expected.get(position.place) ?? 0) + 1);
  }

  schedule({ place, node }: Position): void {
    const announced = this.expected.get(place) ?? 0;
    if (announced > 0) this.expected.set(place, announced - 1);
    else this.route.push({ place, node });
  }
}

/** Returns the node of that key in the same flow. */
export function beside(place: string, node: string): Position {
  return { place: `${place.slice(0, place.lastIndexOf('/') + 1)}${node}`, node };
}
