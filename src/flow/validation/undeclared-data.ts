import type { Definition } from '../kinds';

/**
 * Returns the reason to refuse data from outside at a node: neither the compiler nor a declaration checks it. Returns
 * `undefined` if the node declares its data, if it takes none, or if the data is absent (`undefined` or `null`).
 */
export function undeclaredData(definition: Definition, data: unknown): string | undefined {
  return data === undefined || data === null ? undefined : missingDeclaration(definition);
}

/**
 * Describes the declaration that is missing where a flow takes data from outside, and the cure: of the input of a flow,
 * of the payload of a signal, or of the form of a task.
 */
export function missingDeclaration(definition: Definition): string | undefined {
  if (definition.kind === 'flow' && definition.input === undefined)
    return 'the input is not checked; declare a class or a schema, or write input: unchecked<…>() if it is taken on trust';
  if (definition.kind === 'wait' && definition.payload === undefined)
    return `the payload of the signal "${definition.signal}" is not checked; declare it as signal(name, schema), or as signal(name, unchecked<…>()) if it is taken on trust`;
  if (definition.kind === 'step' && definition.stepKind === 'human' && definition.form === undefined)
    return 'the form is not checked; declare it as @Step({ form: schema }), or as @Step({ form: unchecked<…>() }) if it is taken on trust';
  return undefined;
}
