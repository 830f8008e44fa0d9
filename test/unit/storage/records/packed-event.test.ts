import { exit, type RunEvent, within } from 'millrace';
import { packEvents, unpackEvents } from '../../../../src/storage/records/packed-event';
import { drive, flowOfNodes, work } from '../../core/steps';

it('keeps the place of each event where a body has the path of its owner', () => {
  const flow = flowOfNodes({ w: within(work, '1s'), done: exit<unknown>() }, { w: { next: 'done', overdue: 'done' } });
  const { events } = drive(flow).complete('w#1');
  const common = { runId: 'run-1', flow: 'test', version: '1.0.0', correlationId: 'run-1', at: 1_000_000 };
  const unpacked = unpackEvents(packEvents(events), 1, common);
  expect(unpacked.map(placeOf)).toEqual(events.map(placeOf));
  expect(unpacked.map(placeOf)).toContain('route.taken w');
});

function placeOf(event: RunEvent): string {
  return 'place' in event ? `${event.type} ${event.place}` : event.type;
}
