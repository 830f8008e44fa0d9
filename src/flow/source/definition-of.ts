import { DefinitionError, errorMessageOf, inspectValue, isInstance, MillraceError } from '../../errors';
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

/**
 * Returns the definition of a node inside a combinator.
 *
 * @param by the combinator and the name of the node in it, for messages
 * @throws {DefinitionError} like {@link definitionOf}
 */
export function innerDefinitionOf(source: unknown, by: string): Definition {
  try {
    return definitionOf(source);
  } catch (error) {
    if (!isInstance(error, DefinitionError)) throw error;
    throw new DefinitionError(
      error.faults.map((fault) => ({ ...fault, message: `${by}: ${fault.message}` })),
      error.cause,
    );
  }
}

function readDefinition(source: unknown): Definition {
  if (typeof source === 'function') return ofClass(source as unknown as StepClass & { readonly name: string });
  if (isDefinition(source)) return source;
  throw new DefinitionError([
    {
      message: `expected a step class, a flow or the result of a combinator (fn, all, each, …), got ${describeSource(source)}`,
    },
  ]);
}

/** Describes a value that is no node. A flow that was not finished is described by what is missing. */
export function describeSource(source: unknown): string {
  if (hasMethod(source, 'wire'))
    return 'a draft of a flow without edges; call its wire(start, edges) and use what it returns';
  if (hasMethod(source, 'nodes'))
    return 'a flow without nodes; call its nodes({ … }), then wire(start, edges) of the draft, and use what that returns';
  return inspectValue(source);
}

function hasMethod(source: unknown, name: string): boolean {
  return typeof source === 'object' && source !== null && typeof Reflect.get(source, name) === 'function';
}

/** Returns whether a value is a definition. One that was put together by hand is not frozen, and may lack anything. */
function isDefinition(source: unknown): source is Definition {
  if (typeof source !== 'object' || source === null || !('kind' in source) || !Object.isFrozen(source)) return false;
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
  const { retry, scope, input, form, actions, timeoutMs, deadlineMs, guards } = settings;
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
    ...(actions !== undefined && { actions }),
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
