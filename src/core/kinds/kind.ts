import type { FailureRecord } from '../../errors';
import type { Definition, NodeKind, Place } from '../../flow';
import type { Arrival, Frame, Join, Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

/** The definition of a node of that kind. */
export type DefinitionOf<K extends NodeKind> = Extract<Definition, { readonly kind: K }>;

/**
 * The way in which one kind of node is executed. A kind that has something inside has either a
 * `sequence` or a `join`.
 */
export interface KindRules<K extends NodeKind> {
  /** Starts the place on which a token stands, its input being known. */
  readonly open: (context: TransitionContext, token: Token, place: Place, definition: DefinitionOf<K>) => void;
  readonly sequence?: Sequence<K>;
  readonly join?: JoinRules<K>;
}

/**
 * The rules of a composite with one token inside: a flow, a body, or parts in a row. Edges, which lead from one node of a
 * flow to the next, are followed by the routing itself.
 */
export interface Sequence<K extends NodeKind> {
  /** Takes the token inside out of its place, where no edge leads on. */
  readonly leave: (context: TransitionContext, leaving: Leaving, definition: DefinitionOf<K>) => void;
  /** Returns where an action of the token inside leads. */
  readonly route: (context: TransitionContext, token: Token, action: string) => Route;
}

/** A token that leaves its place by an action, with the activation that it is in. */
export interface Leaving {
  readonly token: Token;
  readonly frame: Frame;
  readonly action: string;
  readonly value: unknown;
}

/** The way of an action: on inside the composite, out of it, or, where the action is wrong, nowhere. */
export type Route = 'inside' | 'outside' | FailureRecord;

/** The rules of a composite with a token inside for each branch or item. */
export interface JoinRules<K extends NodeKind> {
  /** Goes on after an arrival, which has been noted: ends the join if that decides it. */
  readonly arrived: (context: TransitionContext, arrived: Arrived, definition: DefinitionOf<K>) => void;
  /** Ends the join, its outcome being decided: first what its branches wrote to the shared store is merged. */
  readonly finish: (context: TransitionContext, token: Token, frame: Frame, definition: DefinitionOf<K>) => void;
  /** Ends the join, the merge functions having returned one value for each key that several branches wrote. */
  readonly close: (
    context: TransitionContext,
    frame: Frame,
    merged: ReadonlyMap<string, unknown>,
    definition: DefinitionOf<K>,
  ) => void;
  /** Whether the failure of a branch or an item is a value to the join. */
  readonly takesFailures: (definition: DefinitionOf<K>) => boolean;
  /** Returns the failure of a branch or an item as the composite fails with it. */
  readonly failureOutside: (frame: Frame, item: number, failure: FailureRecord) => FailureRecord;
  /** Whether an arrival has to keep its item, because nothing else does. */
  readonly keepsItem: (frame: Frame, definition: DefinitionOf<K>) => boolean;
}

/** A branch or an item that has ended, with the join in which it did. */
export interface Arrived {
  /** The token that stands on the composite. */
  readonly token: Token;
  readonly frame: Frame;
  readonly join: Join;
  readonly arrival: Arrival;
}
