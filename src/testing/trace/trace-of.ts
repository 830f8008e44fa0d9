import type { Trace } from './trace';

const traces = new WeakMap<object, Trace>();

/** Notes which trace belongs to a handle. */
export function keepTrace(run: object, trace: Trace): void {
  traces.set(run, trace);
}

/** What the run has done whose handle that is; `undefined` for what is no handle that a test engine has given. */
export function traceOf(run: object): Trace | undefined {
  return traces.get(run);
}
