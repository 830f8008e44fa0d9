/**
 * The phase of an operation. `map` applies the edge's function to the value; `accept` validates the input of a flow by
 * the class or schema that it declares; `key` returns the concurrency key of a node, and `length` the time until which
 * it sleeps. `prepare`, `execute` and `finish` belong to a phased step; all other steps have only `execute`. `request`
 * and `complete` belong to a human step. `pull` gets the next item of an `each`; `until` and `merge` return the
 * verdicts that a join needs; `compensate` undoes a committed visit.
 */
export type Phase =
  | 'map'
  | 'accept'
  | 'key'
  | 'length'
  | 'prepare'
  | 'execute'
  | 'finish'
  | 'fallback'
  | 'request'
  | 'complete'
  | 'pull'
  | 'until'
  | 'merge'
  | 'compensate';

/** The phases that are retried under the step's retry policy. */
export function isRetried(phase: Phase): boolean {
  switch (phase) {
    case 'execute':
    case 'complete':
    case 'compensate':
      return true;
    case 'map':
    case 'accept':
    case 'key':
    case 'length':
    case 'prepare':
    case 'finish':
    case 'fallback':
    case 'request':
    case 'pull':
    case 'until':
    case 'merge':
      return false;
  }
}

/**
 * The status of a token. `ready`: held back while the run is paused. `executing`: an operation is in flight. `delayed`:
 * waits before its start. `queued`: waits for a permit. `backoff`: waits for its next attempt. `waiting`: waits for a
 * signal, a task or the end of a sleep. `open`: a composite whose inner tokens are running. `failed`: its failure ended
 * the run. `gone`: no longer part of the run.
 */
export type TokenStatus =
  | 'ready'
  | 'executing'
  | 'delayed'
  | 'queued'
  | 'backoff'
  | 'waiting'
  | 'open'
  | 'failed'
  | 'gone';

/** Whether a token in this status keeps its run from being `waiting`. */
export function isBusy(status: TokenStatus): boolean {
  switch (status) {
    case 'executing':
    case 'ready':
    case 'backoff':
      return true;
    case 'delayed':
    case 'queued':
    case 'waiting':
    case 'open':
    case 'failed':
    case 'gone':
      return false;
  }
}
