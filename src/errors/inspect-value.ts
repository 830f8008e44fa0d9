/** Longest text that a message repeats, in characters. */
const LONGEST = 60;

/**
 * What a caller gave, as a message may say it: short, and whatever it is, it never throws. What is inside an object is not
 * shown: it may be large, or a secret.
 */
export function inspectValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length <= LONGEST ? JSON.stringify(value) : `${JSON.stringify(value.slice(0, LONGEST))}…`;
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
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

function kindOf(value: object): string {
  try {
    if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
    if (value instanceof Promise) return 'a promise';
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'a Date that is no moment' : value.toISOString();
  } catch {
    // A proxy may throw at whatever it is asked.
  }
  return 'an object';
}
