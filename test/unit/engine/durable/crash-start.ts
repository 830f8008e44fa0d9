import type { World } from './crash-world';

/** Starts a run so that it can be started again by whoever has got no answer. */
export async function start(world: World, name: string, input: unknown, idempotencyKey = 'k'): Promise<string> {
  const run = await world.ask((engine) =>
    engine.start(name, input, { idempotencyKey, id: `${name} ${idempotencyKey}` }),
  );
  return run.id;
}
