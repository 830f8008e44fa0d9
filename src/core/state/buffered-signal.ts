/** A signal that arrived before anything waited for it. */
export interface BufferedSignal {
  readonly no: number;
  readonly name: string;
  readonly payload: unknown;
}
