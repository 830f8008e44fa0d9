import { type AnyFlow, exit, flow, fn, type RunEvent, type RunView, runView, unchecked, waitFor } from 'millrace';
import { type DurableWorld, go } from '../engine/durable/durable-world';
import { wireUntyped } from '../flow/untyped';

export type Engine = Awaited<ReturnType<DurableWorld['engine']>>;

export const inc = fn('inc', (value: unknown): unknown => Number(value) + 1);
export const done = exit<unknown>();

/** Waits for a signal between two steps; in the second version the wait has another key. */
export function waiting(version: '1.0.0' | '2.0.0' = '1.0.0'): AnyFlow {
  const key = version === '1.0.0' ? 'wait' : 'pause';
  const draft = flow('waiting', { version, input: unchecked<number>() }).nodes({
    a: inc,
    [key]: waitFor(go),
    b: inc,
    done,
  });
  const { to } = draft;
  return wireUntyped(draft, 'a', { a: to[key], [key]: to['b'], b: to['done'] });
}

export async function eventsOf(engine: Engine, id: string): Promise<readonly RunEvent[]> {
  return (await engine.history(id)).items;
}

/** The view of a run as its journal tells it. */
export async function viewOf(engine: Engine, id: string, ...flows: readonly AnyFlow[]): Promise<RunView> {
  return runView(await eventsOf(engine, id), ...flows);
}
