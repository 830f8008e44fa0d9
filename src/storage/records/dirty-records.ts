import type { Change } from '../../core';
import type { Checkpoint } from '../port';
import { frameName, keyName, type Put, partsOf, recordName, tokenName } from './record-name';

/**
 * What has changed in a run's records since they were written last. The journal has it already; from time to time it is
 * written to the records too, so that a run that is loaded has only the latest entries to be made up for. What was put and
 * deleted in between is never written at all.
 */
export class DirtyRecords {
  private noted: (readonly Change[])[] = [];

  /** Keeps them as they are: most runs end before any of it is written. */
  note(changes: readonly Change[]): void {
    this.noted.push(changes);
  }

  /** What has to be written; from here on nothing is dirty. */
  checkpoint(through: number, encode: (put: Put) => string): Checkpoint {
    const sum = new Sum();
    for (const changes of this.noted) for (const change of changes) sum.add(change);
    this.noted = [];
    return {
      through,
      puts: [...sum.puts].map(([name, put]) => ({ name, body: encode(put) })),
      deletes: [...sum.deletes],
      deletesUnder: [...sum.deletesUnder],
    };
  }
}

/** What changes add up to. */
class Sum {
  readonly puts = new Map<string, Put>();
  readonly deletes = new Set<string>();
  readonly deletesUnder = new Set<string>();

  add(change: Change): void {
    switch (change.type) {
      case 'token.delete':
        this.delete(tokenName(change.id));
        return;
      case 'frame.delete':
        this.deleteFrame(change.id);
        return;
      case 'key.delete':
        this.delete(keyName(change.frame, change.item, change.key));
        return;
      case 'timer.delete':
        this.delete(`timer/${change.id}`);
        return;
      case 'signal.delete':
        this.delete(`signal/${change.no}`);
        return;
      case 'compensation.delete':
        this.delete(`compensation/${change.no}`);
        return;
      case 'info.put':
      case 'run.put':
      case 'token.put':
      case 'frame.put':
      case 'visit.put':
      case 'output.put':
      case 'arrival.put':
      case 'key.put':
      case 'timer.put':
      case 'signal.put':
      case 'compensation.put':
        this.put(change);
    }
  }

  private put(change: Put): void {
    const name = recordName(change);
    this.deletes.delete(name);
    this.puts.set(name, change);
  }

  private delete(name: string): void {
    this.puts.delete(name);
    this.deletes.add(name);
  }

  private deleteFrame(id: number): void {
    const under = partsOf(id);
    for (const name of this.puts.keys()) if (name.startsWith(under)) this.puts.delete(name);
    this.delete(frameName(id));
    this.deletesUnder.add(under);
  }
}
