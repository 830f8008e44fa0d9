import type { RunEvent } from '../../../core';
import { type VisitResult, visitResults } from '../../../history';

/** One result of a visit. */
export interface VisitEntry {
  readonly kind:
    | 'retry'
    | 'fallback'
    | 'completed'
    | 'skipped'
    | 'failed'
    | 'cancelled'
    | 'undone'
    | 'undoing failed'
    | 'route';
  /** The action, the code of the failure, or the target of the edge. */
  readonly what: string;
  readonly value?: unknown;
  readonly delayMs?: number;
}

const FAILURES = { retry: 'retry', fallback: 'fallback', nothing: 'failed' } as const;

/** The results of all visits of a run, by path, in the order of the visits. */
export type VisitEntries = ReadonlyMap<string, readonly VisitEntry[]>;

export function visitLogOf(events: readonly RunEvent[]): VisitEntries {
  const entries = [...visitResults(events)];
  return new Map(entries.map(([path, results]) => [path, results.flatMap((result) => entryOf(result) ?? [])]));
}

function entryOf(result: VisitResult): VisitEntry | undefined {
  switch (result.kind) {
    case 'completed':
    case 'skipped':
      return { kind: result.kind, what: result.action, value: result.value };
    case 'failed':
      return { kind: FAILURES[result.then], what: result.failure.code, delayMs: result.delayMs };
    case 'cancelled':
      return { kind: 'cancelled', what: '' };
    case 'compensated':
      return { kind: 'undone', what: '' };
    case 'compensation failed':
      return { kind: 'undoing failed', what: result.failure.code };
    case 'routed':
      return { kind: 'route', what: `${result.action} → ${result.to}` };
    case 'requested':
      return undefined;
  }
}
