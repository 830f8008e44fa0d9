import { type AnyFlow, type Engine, type TaskView } from 'millrace';
import { VirtualClock } from 'millrace/testing';
import { createMemoryEngine } from '../../../../src/engine';
import { createStorageEngine } from '../../../../src/engine/durable/storage-engine';
import { memoryStorage } from '../../../../src/storage/memory';

type Options = Omit<NonNullable<Parameters<typeof createMemoryEngine>[0]>, 'clock'>;

/** Both kinds of engine: with a storage and without. */
export const KINDS = ['in memory', 'over a storage'] as const;
export type Kind = (typeof KINDS)[number];

/** An engine of one kind, on a clock that stands still. */
export class TaskWorld {
  readonly clock = new VirtualClock({ start: 1_000_000 });
  readonly storage = memoryStorage();
  private readonly engines: Engine[] = [];

  constructor(readonly kind: Kind) {}

  async engine(flows: readonly AnyFlow[], options: Options = {}): Promise<Engine> {
    const { clock, storage, kind } = this;
    const given = { ...options, flows, clock, random: () => 0.5 };
    const engine = kind === 'in memory' ? createMemoryEngine(given).engine : createStorageEngine({ ...given, storage });
    this.engines.push(engine);
    await engine.ready();
    return engine;
  }

  async end(): Promise<void> {
    for (const engine of this.engines.splice(0)) await engine.stop({ graceMs: 0 });
  }
}

/** What was done with a task, in short. */
export function trailOf(task: TaskView | undefined): readonly string[] {
  return (task?.trail ?? []).map(({ type, because, by, to }) =>
    [type, because === 'cancelled' ? undefined : because, by, to].filter((part) => part !== undefined).join(' '),
  );
}
