import type { Rule } from './rule';

/**
 * An acknowledged answer is in the journal, exactly once. The rule counts the events themselves, since the projection of
 * tasks keeps one task for each path and would hide a second answer.
 */
export const answersAreKept: Rule = ({ moments, trace: { events, runId } }) => {
  const times = new Map<string, number>();
  for (const event of events)
    if (event.type === 'task.completed') times.set(event.path, (times.get(event.path) ?? 0) + 1);
  const lost = moments.flatMap((moment) =>
    moment.type === 'acknowledged' && !times.has(moment.task.slice(runId.length + 1))
      ? [`the answer to task ${moment.task} was acknowledged and then lost`]
      : [],
  );
  const twice = [...times].flatMap(([path, count]) =>
    count > 1 ? [`the task at ${path} was answered ${count} times`] : [],
  );
  return [...lost, ...twice];
};
