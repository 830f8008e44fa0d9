import type { CoreInput, InputHead } from '../../core';

type WithoutHead<Input> = Input extends unknown ? Omit<Input, keyof InputHead> : never;

/** An input that can be sent to a run. Its moment is that at which the owner of the run applies it. */
export type SentInput = WithoutHead<
  Extract<
    CoreInput,
    { readonly type: 'signal.received' | 'run.cancel' | 'run.pause' | 'run.resume' | `task.${string}` }
  >
>;

/** An input by which a caller controls a run. */
export type ControlInput = Extract<SentInput, { readonly type: 'run.cancel' | 'run.pause' | 'run.resume' }>;

/** A signal on its way to a run. */
export type SignalInput = Extract<SentInput, { readonly type: 'signal.received' }>;
