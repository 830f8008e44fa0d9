import { DefinitionError } from '../../errors';

/** A key's `merge` where the type of its values is not known. */
export type MergeFunction<T = unknown> = (base: never, values: readonly never[]) => T;

/** How parallel writes to a key are merged, and what counts as its value where nothing is written. */
export interface DeclaredMerge {
  readonly merge: MergeFunction;
  readonly initial: unknown;
}

const declared = new Map<string, DeclaredMerge>();
/** Names under which different functions were declared. */
const ambiguous = new Set<string>();

/**
 * Notes the merge function of a name. The second of two different ones is not refused here, where it would break the
 * import of a module, but wherever the key is used.
 */
export function declareMerge(name: string, merge: MergeFunction, initial: unknown): void {
  const known = declared.get(name);
  if (known === undefined) declared.set(name, { merge, initial });
  else if (known.merge !== merge) ambiguous.add(name);
}

/**
 * How parallel writes to the key of that name are merged, if that was declared in this process.
 *
 * @throws {DefinitionError} if it was declared in different ways
 */
export function mergeFunctionOf(name: string): DeclaredMerge | undefined {
  if (ambiguous.has(name)) {
    throw new DefinitionError([
      {
        message: `key "${name}" of the shared store is declared more than once, with different merge functions; declare it once, outside of steps, and import it where it is used`,
      },
    ]);
  }
  return declared.get(name);
}
