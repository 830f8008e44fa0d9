/** What never comes. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
