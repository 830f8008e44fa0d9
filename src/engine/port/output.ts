/** What a step emitted while it worked. */
export interface OutputHead {
  readonly runId: string;
  /** Key of the node in its flow. */
  readonly node: string;
  readonly path: string;
  /** From 1. */
  readonly attempt: number;
  /**
   * New each time user code starts, so that a repeated execution can be told from the first; 0 for the progress of an
   * `each`, which no user code tells.
   */
  readonly execution: number;
}

/** An output on any channel. */
export interface AnyOutput extends OutputHead {
  readonly channel: string;
  readonly value: unknown;
}

/** The outputs of a flow: a union of its channels, told apart by `channel`. */
export type OutputOf<Outputs> = Outputs extends unknown
  ? {
      [Channel in keyof Outputs & string]: OutputHead & { readonly channel: Channel; readonly value: Outputs[Channel] };
    }[keyof Outputs & string]
  : never;

/** The names of a flow's channels. */
export type ChannelOf<Outputs> = Outputs extends unknown ? keyof Outputs & string : never;

/** What a channel of a flow carries. */
export type ChannelValue<Outputs, Channel extends string> = Outputs extends { readonly [K in Channel]: infer Value }
  ? Value
  : never;
