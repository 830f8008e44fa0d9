import { executionsIn, type Rule } from './rule';

/** No work is attempted more often than its policy allows. */
export const attemptsAreLimited: Rule = ({ moments, trace: { graph } }) =>
  executionsIn(moments).flatMap(({ name, place, attempt }) => {
    const definition = graph.places.get(place)?.definition;
    if (definition?.kind !== 'step' && definition?.kind !== 'function') return [];
    const { maxAttempts } = definition.retry;
    return attempt <= maxAttempts ? [] : [`${name} is attempt ${attempt} of at most ${maxAttempts}`];
  });
