import type { Bind, IsBound } from 'inversify';
import { RunContext } from '../../engine';

/** The run of the current resolution. Resolution is synchronous, so a variable is enough. */
let current: RunContext | undefined;
/** The number of times that {@link RunContext} was requested. */
let requests = 0;

/** Calls `resolve` for a run. Returns its result, and how often it requested {@link RunContext}. */
export function resolveFor<T>(
  run: RunContext | undefined,
  resolve: () => T,
): { readonly value: T; readonly requests: number } {
  const [outer, before] = [current, requests];
  current = run;
  try {
    return { value: resolve(), requests: requests - before };
  } finally {
    current = outer;
  }
}

/** Binds {@link RunContext}, if it is not bound. */
export function bindRunContext(isBound: IsBound, bind: Bind): void {
  if (isBound(RunContext)) return;
  bind(RunContext)
    .toDynamicValue(() => {
      requests += 1;
      if (current) return current;
      throw new Error(
        'RunContext was requested outside of a run; inject it only into steps with @Step({ scope: "run" }) or "execution", and into their dependencies in transient scope',
      );
    })
    .inTransientScope();
}
