import type { Bind, IsBound } from 'inversify';
import { RunContext } from '../engine';

/** The run for which something is being resolved, and how often anybody has asked. Resolution is synchronous, so a variable is enough. */
let current: RunContext | undefined;
let asked = 0;

/** Calls `resolve` for a run; gives what it gave, and how often it asked for {@link RunContext}. */
export function resolveFor<T>(
  run: RunContext | undefined,
  resolve: () => T,
): { readonly value: T; readonly asked: number } {
  const [outer, before] = [current, asked];
  current = run;
  try {
    return { value: resolve(), asked: asked - before };
  } finally {
    current = outer;
  }
}

/** Binds {@link RunContext}, if nobody has. */
export function bindRunContext(isBound: IsBound, bind: Bind): void {
  if (isBound(RunContext)) return;
  bind(RunContext)
    .toDynamicValue(() => {
      asked += 1;
      if (current) return current;
      throw new Error(
        'RunContext was asked for outside of a run; inject it only into steps with @Step({ scope: "run" }) or "execution", and into what they depend on in transient scope',
      );
    })
    .inTransientScope();
}
