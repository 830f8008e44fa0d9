import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wrongsIn } from './checker';
import { load } from './load';
import { openStorage, type StorageName } from './open-storage';
import { type Line, SideEffects } from './side-effects';
import { bundle, WorkerProcess } from './worker-process';

/** A storage and a log on which processes work, one after another or at the same time. */
export class Scene {
  private readonly folder = mkdtempSync(join(tmpdir(), 'millrace-crash-'));
  private readonly program = bundle('worker.ts', this.folder);
  private readonly log = join(this.folder, 'log');
  private readonly effects = new SideEffects(this.log);
  private readonly kinds = load(() => undefined);
  private readonly seen = new Set<string>();
  private readonly place: string;
  private processes = 0;

  /** @param place where the storage is; left out for a new file */
  constructor(
    private readonly storage: StorageName,
    place?: string,
  ) {
    this.place = place ?? join(this.folder, 'runs.db');
  }

  /** A process that starts runs: for as long as it lives, a few, or none. */
  process(starts: 'load' | 'few' | 'none'): WorkerProcess {
    this.processes += 1;
    return new WorkerProcess(this.program, [this.storage, this.place, this.log, String(this.processes), starts]);
  }

  lines(): readonly Line[] {
    return this.effects.read();
  }

  /** What is wrong, while no process lives. */
  async wrongs(over: boolean): Promise<readonly string[]> {
    const { kinds, seen } = this;
    const storage = openStorage(this.storage, this.place);
    await storage.open();
    try {
      return await wrongsIn({ storage, lines: this.lines(), kinds, over, seen });
    } finally {
      await storage.close();
    }
  }

  remove(): void {
    this.effects.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
