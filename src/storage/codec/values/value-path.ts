const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Returns the path within a value in JavaScript notation: `order.lines[3].price`, `prices["per unit"]`; empty for the
 * value itself.
 */
export function valuePath(keys: readonly (string | number | symbol)[]): string {
  let path = '';
  for (const key of keys) {
    if (typeof key === 'number') path += `[${key}]`;
    else if (typeof key === 'symbol') path += `[${key.toString()}]`;
    else if (NAME.test(key)) path += path === '' ? key : `.${key}`;
    else path += `[${JSON.stringify(key)}]`;
  }
  return path;
}
