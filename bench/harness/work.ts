/** Something to measure. It may count for several units, such as the steps of a chain. */
export interface Work {
  readonly run: () => Promise<unknown>;
  /** Default: 1. The time is divided by it. */
  readonly units?: number;
}

/** How long `times` runs take, one after the other, in ms. */
export async function timeOf(work: Work, times: number): Promise<number> {
  const start = performance.now();
  for (let count = 0; count < times; count += 1) await work.run();
  return performance.now() - start;
}
