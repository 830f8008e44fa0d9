import type { DurableEngine } from 'millrace';
import type { SimpleFlow } from './chain';

/** So many runs at once, each to its end. */
export async function together(engine: DurableEngine, flow: SimpleFlow<number, number>, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => engine.run(flow, 0)));
}
