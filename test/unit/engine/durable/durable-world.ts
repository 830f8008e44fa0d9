import { type DurableEngine, fn, signal } from 'millrace';
import { VirtualClock } from 'millrace/testing';
import { createStorageEngine } from '../../../../src/engine/durable/storage-engine';
import { memoryStorage } from '../../../../src/storage/memory';

type Options = Parameters<typeof createStorageEngine>[0];

/** Engines that share one storage in memory and one clock. */
export class DurableWorld {
  readonly clock = new VirtualClock({ start: 1_000_000 });
  readonly storage = memoryStorage();
  private readonly engines: DurableEngine[] = [];

  async engine(flows: Options['flows'] = [], options: Partial<Options> = {}): Promise<DurableEngine> {
    const { storage, clock } = this;
    const engine = createStorageEngine({ storage, clock, random: () => 0.5, flows, ...options });
    this.engines.push(engine);
    await engine.ready();
    return engine;
  }

  async end(): Promise<void> {
    for (const engine of this.engines.splice(0)) await engine.stop({ graceMs: 0 });
  }
}

export const inc = fn('inc', (n: number) => n + 1);
export const go = signal<number>('go');

/** The outcome of a run that an engine only knows by its id. */
export async function resultOf(engine: DurableEngine, id: string): Promise<unknown> {
  const run = await engine.get(id);
  return run?.result();
}
