import { type Definition, kindOf } from '../kinds';

/** Returns the label of a node: its key, and the name of its content if the key differs from it. */
export function labelOf(key: string, definition: Definition, named: boolean): string {
  const detail = kindOf(definition).label(definition);
  if (detail === undefined || plain(detail) === plain(key)) return key;
  return named ? `${key}: ${detail}` : detail;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
