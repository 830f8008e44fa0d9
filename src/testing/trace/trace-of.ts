import type { Trace } from './trace';

const traces = new WeakMap<object, Trace>();

/** Stores the trace of a run handle. */
export function keepTrace(run: object, trace: Trace): void {
  traces.set(run, trace);
}

/** Returns the trace of a run handle; `undefined` for anything but a handle from a test engine. */
export function traceOf(run: object): Trace | undefined {
  return traces.get(run);
}
