import { isStep } from '../../core';
import type { NodeKind } from '../../flow';
import type { Visit } from './visit';
import type { VisitStatus } from './visit-view';

/** A node of a flow. */
export interface Position {
  /** Keys from the outside in, joined by `/`. */
  readonly place: string;
  /** Key of the nearest node of a flow. */
  readonly node: string;
}

/** A place at which a run stands. */
export interface CurrentPlace extends Position {
  /** The position in the run: `key[item]#visit` segments joined by `/`. */
  readonly path: string;
  /** `undefined` for a node that the graph does not have. */
  readonly kind: NodeKind | undefined;
  /** Whether it is a step, a sleep or a wait. Events report these; other positions are inferred. */
  readonly isStep: boolean;
  readonly status: VisitStatus;
  /** Epoch ms. */
  readonly since: number;
  readonly attempt: number;
}

/** Returns the places where a run stands, given the visits with nothing inside. */
export function currentPlaces(standing: readonly Visit[]): readonly CurrentPlace[] {
  return standing.map(({ head, status, since, attempt }) => ({
    place: head.placeId,
    node: head.node,
    path: head.path,
    kind: head.place?.kind,
    isStep: !head.place || isStep(head.place),
    status,
    since,
    attempt,
  }));
}
