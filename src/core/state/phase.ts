/**
 * What an operation does. `map` applies the edge's function to the value; `accept` lets the class or schema that a flow
 * declares look at what the flow is given; `key` says in which line a node waits for a slot, and
 * `length` until when it sleeps; `prepare`, `execute` and `finish` are a phased
 * step's, all other steps have only `execute`; `request` and `complete` are a human step's; `pull` gets the next item of an
 * `each`; `until` and `merge` give the verdicts that a join needs; `compensate` undoes a committed visit.
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

/** Phases that are tried again under the step's retry policy. */
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
 * `ready`: held back while the run is paused. `executing`: an operation is in flight. `delayed`: waits before its start.
 * `queued`: waits in line for a slot. `backoff`: waits for its next attempt. `waiting`: for a signal, a task or the end of a sleep. `open`: a composite whose
 * inner tokens are on their way. `failed`: the failure that ended the run. `gone`: no longer part of the run.
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
