import type { StoreConflict } from '../../core';
import { errorMessageOf, MillraceError, requireSynchronous } from '../../errors';
import { type MergeFunction, mergeFunctionOf } from '../../step';
import { detachValue } from './detached';

/**
 * Returns the merged value of each key that several branches wrote.
 *
 * @throws {MillraceError} that names key and node, if a merge function throws or is not declared
 */
export function mergedValues(conflicts: readonly StoreConflict[], node: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(conflicts.map((conflict) => [conflict.key, merged(conflict, node)]));
}

function merged({ key, base, entries }: StoreConflict, node: string): unknown {
  const declared = mergeFunctionOf(key);
  if (!declared) {
    const message = `node "${node}": the key "${key}" of the shared store was written by several branches, and no key("${key}", …, { merge }) is declared in this process; import the module that declares it before runs resume`;
    throw new MillraceError('STORE_CONFLICT', message, { details: { key } });
  }
  const seen = (entry: StoreConflict['base']): unknown =>
    detachValue(entry && !entry.deleted ? entry.value : declared.initial);
  const result = call(declared.merge, seen(base), entries.map(seen), key, node);
  return detachValue(requireSynchronous(result, `node "${node}": the merge function of key "${key}"`, { key }));
}

function call(merge: MergeFunction, base: unknown, values: readonly unknown[], key: string, node: string): unknown {
  try {
    // The stored value was written by its key, whose type is that of the merge function.
    return merge(base as never, values as readonly never[]);
  } catch (thrown) {
    const message = `node "${node}": the merge function of key "${key}" threw: ${errorMessageOf(thrown)}`;
    throw new MillraceError('STEP_FAILED', message, { details: { key }, cause: thrown });
  }
}
