import type { Definition } from '../../flow';
import type { GuardPlacement } from '../../resilience/guards';

/** Returns the guards of a place, with the name that unnamed guards get. */
export function declaredGuards(definition: Definition): readonly GuardPlacement[] {
  if (definition.kind === 'function') {
    const { execute: key, name } = definition;
    return [{ owner: { key, name }, guards: definition }];
  }
  if (definition.kind === 'each') {
    const { body, limit } = definition;
    return limit ? [{ owner: { key: definition, name: `each(${nameOf(body)})` }, guards: { limit } }] : [];
  }
  if (definition.kind !== 'step') return [];
  return [{ owner: { key: definition.step, name: nameOf(definition) }, guards: definition }];
}

/** Returns the name of a definition, if it has one. */
function nameOf(definition: Definition): string {
  switch (definition.kind) {
    case 'step':
      return (definition.step as unknown as { readonly name: string }).name;
    case 'function':
    case 'flow':
      return definition.name;
    case 'all':
    case 'any':
    case 'each':
    case 'exit':
    case 'pipe':
    case 'race':
    case 'ref':
    case 'repeat':
    case 'settle':
    case 'sleep':
    case 'wait':
    case 'within':
      return definition.kind;
  }
}
