import type { Position } from '../visits/positions';

/** The nodes, exits, and nested steps that a run has reached, in order. */
export class RouteLog {
  readonly route: Position[] = [];
  /** The number of times that an edge has led to a place where nothing has been scheduled since. */
  private readonly expected = new Map<string, number>();

  /** Adds the node at which the run starts or to which an edge leads. */
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

/** Returns the node with a key in the same flow. */
export function beside(place: string, node: string): Position {
  return { place: `${place.slice(0, place.lastIndexOf('/') + 1)}${node}`, node };
}
