import type { Definition } from '../definition';
import { durationText } from './duration-text';

/** What stands in a node: its key, and what it is where the key does not say it. */
export function labelOf(key: string, definition: Definition, named: boolean): string {
  const detail = detailOf(definition);
  if (detail === undefined || plain(detail) === plain(key)) return key;
  return named ? `${key}: ${detail}` : detail;
}

function detailOf(definition: Definition): string | undefined {
  switch (definition.kind) {
    case 'step':
      return nameOf(definition.step);
    case 'function':
      return definition.name;
    case 'flow':
      return definition.name;
    case 'sleep':
      return definition.length ? 'sleep' : `sleep ${durationText(definition.ms)}`;
    case 'wait':
      return `wait for ${definition.signal}`;
    case 'within':
      return `within ${durationText(definition.ms)}`;
    case 'repeat':
      return `repeat, at most ${definition.max}`;
    case 'ref':
      return definition.flow;
    case 'exit':
      return undefined;
    default:
      return definition.kind;
  }
}

/** Name of a class, as text. */
export function nameOf(type: object): string {
  return 'name' in type && typeof type.name === 'string' ? type.name : '';
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
