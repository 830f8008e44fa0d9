/** The origin of an output that a step emitted during execution. */
export interface OutputHead {
  readonly runId: string;
  /** Key of the node in its flow. */
  readonly node: string;
  readonly path: string;
  /** From 1. */
  readonly attempt: number;
  /**
   * A new number each time user code starts, which distinguishes a repeated execution from the first; 0 for the
   * progress of an `each`, which user code does not emit.
   */
  readonly execution: number;
  /** The number of the last event of the run before the output. */
  readonly seq: number;
  /** Number among the outputs of the run since this process took it up: 1, 2, 3 … without a gap. */
  readonly no: number;
}

/** An output on any channel. */
export interface AnyOutput extends OutputHead {
  readonly channel: string;
  readonly value: unknown;
}

/** The outputs of a flow: a union over its channels, discriminated by `channel`. */
export type OutputOf<Outputs> = Outputs extends unknown
  ? {
      [Channel in keyof Outputs & string]: OutputHead & { readonly channel: Channel; readonly value: Outputs[Channel] };
    }[keyof Outputs & string]
  : never;

/** The names of a flow's channels. */
export type ChannelOf<Outputs> = Outputs extends unknown ? keyof Outputs & string : never;

/** The type of the values of a channel. */
export type ChannelValue<Outputs, Channel extends string> = Outputs extends { readonly [K in Channel]: infer Value }
  ? Value
  : never;
