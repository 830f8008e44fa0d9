import type { Change } from '../../core';
import type { Checkpoint } from '../port';
import { frameName, keyName, type Put, partsOf, recordName, tokenName } from './record-name';

/**
 * The changes of a run's records since the last checkpoint. The journal has them already; a checkpoint writes them to
 * the records, so that loading a run applies only the latest entries. A record that was put and deleted in between is
 * never written.
 */
export class DirtyRecords {
  private pending: (readonly Change[])[] = [];

  /** Adds changes. They are not merged yet: most runs end before a checkpoint. */
  note(changes: readonly Change[]): void {
    this.pending.push(changes);
  }

  /** Returns the checkpoint to write; afterwards nothing is dirty. */
  checkpoint(through: number, encode: (put: Put, name: string) => string): Checkpoint {
    const net = new NetChanges();
    for (const changes of this.pending) for (const change of changes) net.add(change);
    this.pending = [];
    return {
      through,
      puts: [...net.puts].map(([name, put]) => ({ name, body: encode(put, name) })),
      deletes: [...net.deletes],
      deletesUnder: [...net.deletesUnder],
    };
  }
}

/** The net effect of a list of changes. */
class NetChanges {
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
