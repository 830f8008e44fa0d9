/** Maximum length of a string quoted in a message, in characters. */
const MAX_LENGTH = 60;

/**
 * Returns a short description of any value for a message. Never throws. Omits the content of objects, which may be
 * large or secret.
 */
export function inspectValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length <= MAX_LENGTH ? JSON.stringify(value) : `${JSON.stringify(value.slice(0, MAX_LENGTH))}…`;
    case 'bigint':
      return `${cut(String(value))}n`;
    case 'symbol':
      return cut(String(value));
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : kindOf(value);
    case 'undefined':
    case 'boolean':
    case 'number':
      return String(value);
  }
}

function cut(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
}

function kindOf(value: object): string {
  try {
    if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
    if (value instanceof Promise || ('then' in value && typeof value.then === 'function')) return 'a promise';
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString();
  } catch {
    // A proxy may throw on any access.
    return 'an object that cannot be read';
  }
  return 'an object';
}
