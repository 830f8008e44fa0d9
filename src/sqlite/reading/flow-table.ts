import type { FlowStructure, FlowVersion } from '../../storage/port';
import type { Connection } from '../connection/connection';

/** Assigns flows short numbers: one for each structure of a version. */
export class FlowTable {
  private readonly known = new Map<string, number>();
  private rollbacks = 0;
  private readonly byHash;
  private readonly byVersion;
  private readonly insert;

  constructor(private readonly connection: Connection) {
    const { driver } = connection;
    this.byHash = driver.prepare<{ readonly id: number }>(
      'select id from flow where name = ? and version = ? and hash = ?',
    );
    this.byVersion = driver.prepare<{ readonly id: number; readonly hash: string }>(
      'select id, hash from flow where name = ? and version = ?',
    );
    this.insert = driver.prepare('insert into flow (name, version, hash) values (?, ?, ?)');
  }

  /** Returns the number of a flow; assigns one if it has none. */
  numberOf({ flow, version, hash }: FlowStructure): number {
    this.clearAfterRollback();
    const name = JSON.stringify([flow, version, hash]);
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const found = this.byHash.get(flow, version, hash);
    if (!found) return Number(this.insert.run(flow, version, hash).lastInsertRowid);
    this.known.set(name, found.id);
    return found.id;
  }

  private clearAfterRollback(): void {
    if (this.rollbacks === this.connection.rollbacks) return;
    this.rollbacks = this.connection.rollbacks;
    this.known.clear();
  }

  of({ flow, version }: FlowVersion): readonly { readonly id: number; readonly hash: string }[] {
    return this.byVersion.all(flow, version);
  }
}
