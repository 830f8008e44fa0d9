import { isDeepStrictEqual } from 'node:util';
import { executionsIn, type Rule } from './rule';

/** Work that is executed again has the same idempotency key and the same input. */
export const workIsRepeatedAsItWas: Rule = ({ moments, trace: { runId, calls } }) => {
  const keys = executionsIn(moments).flatMap(({ name, path, idempotencyKey }) =>
    idempotencyKey === `${runId}:${path}` ? [] : [`${name} has the idempotency key ${idempotencyKey}`],
  );
  const inputs = new Map<string, unknown>();
  const others = calls.flatMap(({ path, attempt, input }) => {
    const isSame = !inputs.has(path) || isDeepStrictEqual(inputs.get(path), input);
    inputs.set(path, input);
    return isSame ? [] : [`attempt ${attempt} at ${path} has another input than the attempt before it`];
  });
  return [...keys, ...others];
};
