/** The limit of a chain: the same step object awaited in a plain loop. */
export async function plainChain(
  step: { readonly execute: (value: number) => Promise<number> },
  length: number,
): Promise<number> {
  let value = 0;
  for (let count = 0; count < length; count += 1) value = await step.execute(value);
  return value;
}
