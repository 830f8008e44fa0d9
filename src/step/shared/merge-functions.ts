import { DefinitionError } from '../../errors';

/** The `merge` of a key whose value type is unknown. */
export type MergeFunction<T = unknown> = (base: never, values: readonly never[]) => T;

/** The merge function of a key, and its value until something is written. */
export interface DeclaredMerge {
  readonly merge: MergeFunction;
  readonly initial: unknown;
}

const declared = new Map<string, DeclaredMerge>();
/** Names under which different functions were declared. */
const ambiguous = new Set<string>();

/**
 * Registers the merge function of a key. A second, different function is not refused here, where the error would break
 * the import of a module, but where the key is used.
 */
export function declareMerge(name: string, merge: MergeFunction, initial: unknown): void {
  const known = declared.get(name);
  if (known === undefined) declared.set(name, { merge, initial });
  else if (known.merge !== merge) ambiguous.add(name);
}

/**
 * Returns the merge function of the key with that name, if one was declared in this process.
 *
 * @throws {DefinitionError} if different functions were declared
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
