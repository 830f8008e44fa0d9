/** The property that marks a tagged value: `{ "$": "date", "v": … }`. */
export const TAG = '$';

/** The stored form of a value that JSON does not support. Names of user classes are in `t`, so they never clash. */
export type Tagged =
  | { readonly $: 'date'; readonly v: string }
  | { readonly $: 'map'; readonly v: readonly (readonly [unknown, unknown])[] }
  | { readonly $: 'set'; readonly v: readonly unknown[] }
  | { readonly $: 'bigint'; readonly v: string }
  | { readonly $: 'bytes'; readonly v: string }
  | { readonly $: 'secret'; readonly v: unknown }
  | { readonly $: 'undefined' }
  | { readonly $: '-0' }
  | { readonly $: 'type'; readonly t: string; readonly v: unknown };

/**
 * Returns whether a key of a user's object could be mistaken for the tag. Prefixing one more `$` escapes any such key.
 */
export function isMarked(key: string): boolean {
  return key.charCodeAt(0) === 36;
}

export function escapeKey(key: string): string {
  return isMarked(key) ? TAG + key : key;
}

export function unescapeKey(key: string): string {
  return isMarked(key) ? key.slice(1) : key;
}
