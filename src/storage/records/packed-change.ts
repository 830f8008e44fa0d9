import type { Change, RunRecord, TokenRecord } from '../../core';

/**
 * Frequent changes as tuples without property names, which would otherwise be most of the stored data. All other
 * changes are stored unchanged.
 */
export type PackedChange =
  | readonly ['run', RunRecord['status'], number, number, number, number, number, RunEnding | 0]
  | readonly ['token', ...TokenNumbers, TokenRest | 0, unknown?]
  | readonly ['gone', number]
  | readonly ['visit', number, number, number]
  | Change;

type RunEnding = Pick<RunRecord, 'endedAt' | 'ending' | 'unwindingFailures'>;

type TokenNumbers = readonly [
  id: number,
  frame: number,
  item: number,
  place: string,
  visit: number,
  op: number,
  phase: TokenRecord['phase'],
  status: TokenRecord['status'],
  attempt: number,
  since: number,
];

/** The properties that few tokens have. */
type TokenRest = Omit<
  TokenRecord,
  'id' | 'frame' | 'item' | 'place' | 'visit' | 'op' | 'phase' | 'status' | 'attempt' | 'since' | 'input'
>;

export function packChange(change: Change): PackedChange {
  switch (change.type) {
    case 'run.put':
      return packRun(change.run);
    case 'token.put':
      return packToken(change.token);
    case 'token.delete':
      return ['gone', change.id];
    case 'visit.put':
      return ['visit', change.frame, change.node, change.count];
    case 'info.put':
    case 'frame.put':
    case 'frame.delete':
    case 'output.put':
    case 'arrival.put':
    case 'key.put':
    case 'key.delete':
    case 'timer.put':
    case 'timer.delete':
    case 'signal.put':
    case 'signal.delete':
    case 'compensation.put':
    case 'compensation.delete':
      return change;
  }
}

function packRun(run: RunRecord): PackedChange {
  const { status, seq, nextToken, nextOp, nextNo, startedAt, ending, endedAt, unwindingFailures } = run;
  const isPlain = ending === undefined && endedAt === undefined && unwindingFailures.length === 0;
  const rest = isPlain ? 0 : { ending, endedAt, unwindingFailures };
  return ['run', status, seq, nextToken, nextOp, nextNo, startedAt, rest];
}

function packToken(token: TokenRecord): PackedChange {
  const { id, frame, item, place, visit, op, phase, status, attempt, since, input } = token;
  if (hasMore(token)) return packTokenWithMore(token);
  if (input === undefined) return ['token', id, frame, item, place, visit, op, phase, status, attempt, since, 0];
  return ['token', id, frame, item, place, visit, op, phase, status, attempt, since, 0, input];
}

/** The number of properties that every token has. */
const TOKEN_PROPERTIES = 11;

/** Returns whether a token has properties that few tokens have. Copying all of them apart from the others is slow. */
function hasMore(token: TokenRecord): boolean {
  let count = 0;
  for (const _ in token) count += 1;
  return count > TOKEN_PROPERTIES;
}

function packTokenWithMore(token: TokenRecord): PackedChange {
  const { id, frame, item, place, visit, op, phase, status, attempt, since, input, ...rest } = token;
  let others: TokenRest | 0 = 0;
  for (const name in rest)
    if (rest[name as keyof TokenRest] !== undefined) {
      others = rest;
      break;
    }
  const packed = ['token', id, frame, item, place, visit, op, phase, status, attempt, since, others] as const;
  return input === undefined ? packed : [...packed, input];
}

/** Returns the part of a packed change that may hold values of users. */
export function valuesIn(packed: PackedChange): unknown {
  if (!isTuple(packed)) return packed;
  switch (packed[0]) {
    case 'run':
      return packed[7] === 0 ? undefined : packed[7];
    case 'token':
      return packed[11] === 0 ? packed[12] : packed;
    case 'gone':
    case 'visit':
      return undefined;
  }
}

export function unpackChange(packed: PackedChange): Change {
  if (!isTuple(packed)) return packed;
  switch (packed[0]) {
    case 'run': {
      const [, status, seq, nextToken, nextOp, nextNo, startedAt, rest] = packed;
      const ended = rest === 0 ? { endedAt: undefined, ending: undefined, unwindingFailures: [] } : rest;
      return {
        type: 'run.put',
        run: { status, seq, nextToken, nextOp, nextNo, startedAt, ...NOT_ENDED, ...ended },
      };
    }
    case 'token': {
      const [, id, frame, item, place, visit, op, phase, status, attempt, since, rest, input] = packed;
      const token = { id, frame, item, place, visit, op, phase, status, attempt, since, input };
      return { type: 'token.put', token: rest === 0 ? token : { ...token, ...rest } };
    }
    case 'gone':
      return { type: 'token.delete', id: packed[1] };
    case 'visit': {
      const [, frame, node, count] = packed;
      return { type: 'visit.put', frame, node, count };
    }
  }
}

/** The properties that JSON leaves out while a run has not ended. */
const NOT_ENDED = { endedAt: undefined, ending: undefined };

function isTuple(packed: PackedChange): packed is Exclude<PackedChange, Change> {
  return Array.isArray(packed);
}
