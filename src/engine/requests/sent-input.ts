import type { CoreInput, InputHead } from '../../core';

type WithoutHead<Input> = Input extends unknown ? Omit<Input, keyof InputHead> : never;

/** An input that can be sent to a run. The owner of the run adds the head when applying the input. */
export type SentInput = WithoutHead<
  Extract<
    CoreInput,
    { readonly type: 'signal.received' | 'run.cancel' | 'run.pause' | 'run.resume' | `task.${string}` }
  >
>;

/** An input by which a caller controls a run. */
export type ControlInput = Extract<SentInput, { readonly type: 'run.cancel' | 'run.pause' | 'run.resume' }>;

/** A signal that is sent to a run. */
export type SignalInput = Extract<SentInput, { readonly type: 'signal.received' }>;
