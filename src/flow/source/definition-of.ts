import { DefinitionError, errorMessageOf, inspectValue, MillraceError } from '../../errors';
import { type StepClass, type StepSettings, stepKindOf, stepSettingsOf } from '../../step';
import { type Definition, type EachDefinition, KINDS, type StepDefinition } from '../kinds';

/**
 * Returns the definition of an entry of a node table.
 *
 * @throws {DefinitionError} for a class that is not a step or not decorated, and for any other value that is not a node
 */
export function definitionOf(source: unknown): Definition {
  try {
    return readDefinition(source);
  } catch (error) {
    if (MillraceError.is(error)) throw error;
    // A proxy may throw on any access.
    throw new DefinitionError(
      [{ message: `expected a node, got a value that cannot be read: ${errorMessageOf(error)}` }],
      error,
    );
  }
}

function readDefinition(source: unknown): Definition {
  if (typeof source === 'function') return ofClass(source as unknown as StepClass & { readonly name: string });
  if (isDefinition(source)) return source;
  throw new DefinitionError([
    {
      message: `expected a step class, a flow or the result of a combinator (fn, all, each, …), got ${inspectValue(source)}`,
    },
  ]);
}

function isDefinition(source: unknown): source is Definition {
  if (typeof source !== 'object' || source === null || !('kind' in source)) return false;
  return typeof source.kind === 'string' && Object.hasOwn(KINDS, source.kind);
}

function ofClass(type: StepClass & { readonly name: string }): Definition {
  const stepKind = stepKindOf(type);
  if (stepKind === undefined) {
    throw new DefinitionError([
      {
        message: `${type.name || 'a function'} is not a step; extend MachineStep or another base, or wrap a plain function as fn('name', f)`,
      },
    ]);
  }
  const settings = stepSettingsOf(type);
  if (settings === undefined) {
    throw new DefinitionError([{ message: `${type.name} is not decorated; write @Step() above the class` }]);
  }
  const { retry, scope, input, form, timeoutMs, deadlineMs, guards } = settings;
  const step: StepDefinition = Object.freeze({
    kind: 'step',
    step: type,
    stepKind,
    scope,
    params: undefined,
    retry,
    ...guards,
    ...(input !== undefined && { input }),
    ...(form !== undefined && { form }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(deadlineMs !== undefined && { deadlineMs }),
  });
  return stepKind === 'batch' ? eachItem(step, settings) : step;
}

/** Returns the definition of a batch step: an `each` over its item step, so that both have the same semantics. */
function eachItem(
  { deadlineMs, ...item }: StepDefinition,
  { concurrency, onError, progress }: StepSettings,
): EachDefinition {
  return Object.freeze({
    kind: 'each',
    body: Object.freeze(item),
    concurrency,
    onError,
    isolated: false,
    ...(progress && { progress }),
    ...(deadlineMs !== undefined && { deadlineMs }),
  });
}
