import type { RunEvent } from '../../core';
import type { NodePosition } from './position';

/** What a run has come to, in order: nodes, exits, and steps inside of nodes. */
export function arrivals(events: readonly RunEvent[], start: NodePosition | undefined): readonly NodePosition[] {
  const came: NodePosition[] = [];
  /** Places that an edge has led to, and at which nothing has been scheduled since. */
  const expected = new Map<string, number>();
  const expect = (position: NodePosition): void => {
    came.push(position);
    expected.set(position.place, (expected.get(position.place) ?? 0) + 1);
  };
  for (const event of events) {
    if (event.type === 'run.started' && start) expect(start);
    if (event.type === 'route.taken') expect(beside(event.place, event.data.to));
    if (event.type !== 'step.scheduled') continue;
    const { place, node } = event;
    const announced = expected.get(place) ?? 0;
    if (announced > 0) expected.set(place, announced - 1);
    else came.push({ place, node });
  }
  return came;
}

/** The node of that key in the same flow. */
export function beside(place: string, node: string): NodePosition {
  const owner = place.slice(0, place.lastIndexOf('/') + 1);
  return { place: `${owner}${node}`, node };
}
