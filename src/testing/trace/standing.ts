import type { RunEvent } from '../../core';
import type { NodePosition } from './position';

/** Where a run stands, by its events so far: what it has come to and not left. */
export function standing(events: readonly RunEvent[]): readonly NodePosition[] {
  const open = new Map<string, NodePosition>();
  for (const event of events) {
    switch (event.type) {
      case 'step.scheduled':
        open.set(event.path, { place: event.place, node: event.node });
        break;
      case 'step.completed':
      case 'step.failed':
      case 'step.skipped':
      case 'step.cancelled':
        open.delete(event.path);
        break;
      case 'run.completed':
      case 'run.failed':
      case 'run.cancelled':
        open.clear();
        break;
      default:
    }
  }
  return [...open.values()];
}
