import type { Change } from '../../core';

/** A change that writes a record. */
export type Put = Exclude<Change, { readonly type: `${string}.delete` }>;

/**
 * Returns the name of a record within its run. Records of an activation begin with the activation's name, so that they
 * can be deleted with it.
 */
export function recordName(put: Put): string {
  switch (put.type) {
    case 'info.put':
      return 'info';
    case 'run.put':
      return 'run';
    case 'token.put':
      return tokenName(put.token.id);
    case 'frame.put':
      return frameName(put.frame.id);
    case 'visit.put':
      return `${partsOf(put.frame)}visit/${put.node}`;
    case 'output.put':
      return `${partsOf(put.frame)}output/${put.outputKey}`;
    case 'arrival.put':
      return `${partsOf(put.frame)}arrival/${put.item}`;
    case 'key.put':
      return keyName(put.frame, put.item, put.key);
    case 'timer.put':
      return `timer/${put.timer.id}`;
    case 'signal.put':
      return `signal/${put.signal.no}`;
    case 'compensation.put':
      return `compensation/${put.compensation.no}`;
  }
}

export function tokenName(id: number): string {
  return `token/${id}`;
}

export function frameName(id: number): string {
  return `frame/${id}`;
}

/** Returns the name prefix of all records of an activation. */
export function partsOf(frame: number): string {
  return `frame/${frame}/`;
}

export function keyName(frame: number, item: number, key: string): string {
  return `${partsOf(frame)}key/${item}/${key}`;
}
