import type { FailureRecord } from '../../errors';
import type { Definition, NodeKind, Place } from '../../flow';
import type { Arrival, Frame, Join, Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

/** The definition of a node of one kind. */
export type DefinitionOf<K extends NodeKind> = Extract<Definition, { readonly kind: K }>;

/** The execution of one kind of node. A composite has either a `sequence` or a `join`. */
export interface KindRules<K extends NodeKind> {
  /** Starts the place on which a token stands. The token's input is complete. */
  readonly open: (context: TransitionContext, token: Token, place: Place, definition: DefinitionOf<K>) => void;
  readonly sequence?: Sequence<K>;
  readonly join?: JoinRules<K>;
}

/**
 * The rules of a composite with one token inside: a flow, a body, or a pipe. The routing itself follows edges between
 * the nodes of a flow.
 */
export interface Sequence<K extends NodeKind> {
  /** Moves the token inside out of its place, where no edge leads on. */
  readonly leave: (context: TransitionContext, leaving: Leaving, definition: DefinitionOf<K>) => void;
  /** Returns where an action of the token inside leads. */
  readonly route: (context: TransitionContext, token: Token, action: string) => Route;
}

/** A token that leaves its place by an action, with the activation around it. */
export interface Leaving {
  readonly token: Token;
  readonly frame: Frame;
  readonly action: string;
  readonly value: unknown;
}

/** The target of an action: inside the composite, outside of it, or a failure where the action is invalid. */
export type Route = 'inside' | 'outside' | FailureRecord;

/** The rules of a composite with a token inside for each branch or item. */
export interface JoinRules<K extends NodeKind> {
  /** Continues after a recorded arrival. Ends the join if the arrival decides it. */
  readonly arrived: (context: TransitionContext, arrived: Arrived, definition: DefinitionOf<K>) => void;
  /** Merges what the branches wrote to the shared store, then ends the join. Called once the outcome is decided. */
  readonly finish: (context: TransitionContext, token: Token, frame: Frame, definition: DefinitionOf<K>) => void;
  /** Ends the join with the merged values: one for each key that several branches wrote. */
  readonly close: (
    context: TransitionContext,
    frame: Frame,
    merged: ReadonlyMap<string, unknown>,
    definition: DefinitionOf<K>,
  ) => void;
  /** Whether the join treats the failure of a branch or an item as a value. */
  readonly takesFailures: (definition: DefinitionOf<K>) => boolean;
  /** Returns the failure with which the composite fails, given the failure of a branch or an item. */
  readonly failureOutside: (frame: Frame, item: number, failure: FailureRecord) => FailureRecord;
  /** Whether an arrival has to keep its item, because the item is stored nowhere else. */
  readonly keepsItem: (frame: Frame, definition: DefinitionOf<K>) => boolean;
}

/** A branch or an item that has ended, with its join. */
export interface Arrived {
  /** The token that stands on the composite. */
  readonly token: Token;
  readonly frame: Frame;
  readonly join: Join;
  readonly arrival: Arrival;
}
