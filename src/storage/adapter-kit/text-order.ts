const LAST_CODE_POINT = 0x10ffff;
const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;

/** Compares strings by code points, as databases do, and not by UTF-16 units, as JavaScript does. */
export function compareCodePoints(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at += 1) {
    if (a.charCodeAt(at) === b.charCodeAt(at)) continue;
    return rankOf(a.charCodeAt(at)) - rankOf(b.charCodeAt(at));
  }
  return a.length - b.length;
}

/** Orders surrogates, the halves of code points from U+10000, after all other units. */
function rankOf(unit: number): number {
  return unit >= FIRST_SURROGATE && unit <= LAST_SURROGATE ? unit + LAST_CODE_POINT : unit;
}

/** Returns the least string that is greater than every string with a prefix, by code points; `undefined` if there is none. */
export function endOfPrefix(prefix: string): string | undefined {
  const characters = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    if (last === LAST_CODE_POINT) continue;
    const next = last + 1 === FIRST_SURROGATE ? LAST_SURROGATE + 1 : last + 1;
    return String.fromCodePoint(...characters, next);
  }
  return undefined;
}
