import type { FailureRecord } from '../errors';
import type { Place } from '../flow';
import type { Layer } from './layer';
import type { Token } from './token';

/** How a branch or an item ended. */
export type Arrival =
  | { readonly ok: true; readonly action: string; readonly value: unknown }
  | { readonly ok: false; readonly failure: FailureRecord };

/**
 * One activation of a composite: a flow with its visits and kept outputs, a join with its arrivals, the round of a
 * `repeat`. Its identity (place, item, visit, outer frame) never changes, so paths can be read off it at any time.
 */
export class Frame {
  /** Inner tokens by branch or item; a frame of one token has it at 0. */
  readonly children: (Token | undefined)[] = [];
  /** Of a flow: visits by the number of the node. */
  visits: number[] | undefined = undefined;
  /** Of a flow: outputs that some `from` names, by slot. */
  outputs: Map<string, unknown> | undefined = undefined;
  /** Of a join: how its branches ended. */
  arrivals: (Arrival | undefined)[] | undefined = undefined;
  arrived = 0;
  /** Of `each`: the next item. Of `repeat`: the round. Of `pipe`: the part. */
  next = 0;
  /** Of a join: what each branch has written to the shared store. Of an isolated flow: its own, at 0. */
  layers: Map<number, Layer> | undefined = undefined;

  constructor(
    /** Id of the token that stands on the composite; 0 for the run itself. */
    readonly id: number,
    /** The composite. Only a migration changes it. */
    public place: Place,
    /** The place whose children are inside: the composite itself or, for a reference, the flow that it calls. */
    public scope: Place,
    readonly token: Token | undefined,
    readonly outer: Frame | undefined,
    readonly item: number,
    readonly visit: number,
    readonly input: unknown,
  ) {}
}
