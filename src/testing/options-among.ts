/** Returns the options whose names are in a table. */
export function optionsAmong<Options extends object, Name extends keyof Options & string>(
  given: Options,
  names: Readonly<Record<Name, true>>,
): Pick<Options, Name> {
  const entries = Object.entries(given).filter(([name]) => Object.hasOwn(names, name));
  // Only names of the table are left.
  return Object.fromEntries(entries) as Pick<Options, Name>;
}
