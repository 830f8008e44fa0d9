import type { World } from './crash-world';

/** Starts a run so that it can be started again by whoever has got no answer. */
export async function start(world: World, name: string, input: unknown, idempotencyKey = 'k'): Promise<string> {
  const run = await world.ask((engine) => {
    const flow = engine.flows().find((one) => one.name === name);
    return engine.start(flow as never, input as never, { idempotencyKey, id: `${name} ${idempotencyKey}` });
  });
  return run.id;
}
