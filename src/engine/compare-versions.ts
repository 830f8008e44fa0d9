/**
 * Orders semantic versions: negative where `a` is older. Build metadata does not count.
 * Source: semver.org, version 2.0.0, clause 11.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  for (let index = 0; index < 3; index += 1) {
    const difference = (left.core[index] ?? 0) - (right.core[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return comparePreRelease(left.pre, right.pre);
}

function parse(version: string): { readonly core: readonly number[]; readonly pre: readonly string[] } {
  const [main = ''] = version.split('+');
  const dash = main.indexOf('-');
  const core = (dash < 0 ? main : main.slice(0, dash)).split('.').map(Number);
  return { core, pre: dash < 0 ? [] : main.slice(dash + 1).split('.') };
}

/** A version without a pre-release is newer than one with. */
function comparePreRelease(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [x, y] = [a[index], b[index]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    if (x !== y) return compareIdentifiers(x, y);
  }
  return 0;
}

/** Numbers are ordered as numbers, and before texts. */
function compareIdentifiers(x: string, y: string): number {
  const [numericX, numericY] = [/^\d+$/.test(x), /^\d+$/.test(y)];
  if (numericX && numericY) return Number(x) - Number(y);
  if (numericX !== numericY) return numericX ? -1 : 1;
  return x < y ? -1 : 1;
}
