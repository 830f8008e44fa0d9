import { type ContextOf, MachineStep, Step } from 'millrace';

const OPTIONS = { retry: { maxAttempts: 3, initial: 10 }, timeout: '30s' } as const;

/** Has a retry and a timeout, and emits one output. */
@Step(OPTIONS)
export class Watched extends MachineStep<number, number, { progress: number }> {
  override async execute(value: number, ctx: ContextOf<this>): Promise<number> {
    ctx.emit('progress', value);
    return value + 1;
  }
}

/** The same, and looks at the abort signal. */
@Step(OPTIONS)
export class WatchedWithSignal extends MachineStep<number, number, { progress: number }> {
  override async execute(value: number, ctx: ContextOf<this>): Promise<number> {
    ctx.emit('progress', value);
    return ctx.signal.aborted ? 0 : value + 1;
  }
}

/** What the steps above use of a context, for the plain loop. */
export function stubContext(): ContextOf<Watched> {
  const { signal } = new AbortController();
  return { signal, emit: () => {} } as unknown as ContextOf<Watched>;
}
