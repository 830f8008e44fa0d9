import type { StoreConflict } from '../../core';
import { MillraceError, toFailure } from '../../errors';
import { type MergeFunction, mergeFunctionOf } from '../../step';
import { detachValue } from './detached';

/**
 * What the merge functions make of the keys that several branches wrote, by key.
 *
 * @throws {MillraceError} naming key and node, if a function throws or is not there
 */
export function mergedValues(conflicts: readonly StoreConflict[], node: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(conflicts.map((conflict) => [conflict.key, merged(conflict, node)]));
}

function merged({ key, base, entries }: StoreConflict, node: string): unknown {
  const declared = mergeFunctionOf(key);
  if (!declared) {
    const message = `node "${node}": the key "${key}" of the shared store was written by several branches, and no key("${key}", …, { merge }) is declared in this process; import the module that declares it before runs go on`;
    throw new MillraceError('STORE_CONFLICT', message, { details: { key } });
  }
  const seen = (entry: StoreConflict['base']): unknown =>
    detachValue(entry && !entry.deleted ? entry.value : declared.initial);
  const result = call(declared.merge, seen(base), entries.map(seen), key, node);
  if (result instanceof Promise) throw late(result, key, node);
  return detachValue(result);
}

function call(merge: MergeFunction, base: unknown, values: readonly unknown[], key: string, node: string): unknown {
  try {
    // What is stored under a key was put there by its key, whose type is that of the function.
    return merge(base as never, values as readonly never[]);
  } catch (thrown) {
    const message = `node "${node}": the merge of key "${key}" threw: ${toFailure(thrown).message}`;
    throw new MillraceError('STEP_FAILED', message, { details: { key }, cause: thrown });
  }
}

function late(result: Promise<unknown>, key: string, node: string): MillraceError {
  result.catch(() => undefined);
  const message = `node "${node}": the merge of key "${key}" gave a promise; merge functions have to answer at once`;
  return new MillraceError('INVALID_OUTCOME', message, { details: { key } });
}
