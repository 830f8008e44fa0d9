import type { RunEvent } from '../../../core';
import type { CommittedStep } from '../../../history';
import type { Rule } from './rule';

/**
 * A committed step is undone at most once. If the whole run is rolled back, the newest step is undone first. As long as
 * only compensations happen, they belong to one rollback, or continue an earlier one of a part. The rule reads the
 * compensations from the events themselves, since their projection keeps one for each path and would hide a second.
 */
export const theNewestIsUndoneFirst: Rule = ({ trace: { events, committed } }) => {
  const undone = new Set<string>();
  const twice = events.flatMap((event) => {
    if (event.type !== 'compensation.completed' && event.type !== 'compensation.failed') return [];
    const isSecond = undone.has(event.path);
    undone.add(event.path);
    return isSecond ? [`${event.path} is undone twice`] : [];
  });
  return [...twice, ...disordered(events, committed)];
};

function disordered(events: readonly RunEvent[], steps: readonly CommittedStep[]): readonly string[] {
  const committed = new Map(steps.map(({ path, seq }) => [path, seq]));
  const lastWork = Math.max(0, ...committed.values());
  const started = events.flatMap((event) =>
    event.type === 'compensation.started' && event.seq > lastWork ? [event.path] : [],
  );
  const order = [...new Set(started)];
  return order.flatMap((path, index) => {
    const before = order[index - 1];
    const isOlder = before === undefined || (committed.get(path) ?? 0) < (committed.get(before) ?? 0);
    return isOlder ? [] : [`${path} is undone after ${before}, though it was committed later`];
  });
}
