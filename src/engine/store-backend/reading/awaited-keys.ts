import type { RunKey } from '../../../storage/port';

/**
 * The keys of the runs that this engine waits for. Other engines report changes by key, and a key is known only once its
 * run has been read. A change that is reported in between cannot be assigned to a run, so a reader then reads again.
 */
export class AwaitedKeys {
  private readonly ids = new Map<RunKey, string>();
  private readonly keys = new Map<string, RunKey>();
  /** The number of changes of runs whose keys were unknown. */
  private strangers = 0;

  /** Returns the id of the run that has changed; `undefined` if no one waits for it, as far as is known. */
  changed(key: RunKey): string | undefined {
    const id = this.ids.get(key);
    if (id === undefined) this.strangers += 1;
    return id;
  }

  /** Begins to read a run. Returns a function that notes its key, and returns whether it may have changed since. */
  beginReading(runId: string): (key: RunKey) => boolean {
    const { strangers } = this;
    const wasKnown = this.keys.has(runId);
    return (key) => {
      this.note(runId, key);
      return !wasKnown && this.strangers !== strangers;
    };
  }

  note(runId: string, key: RunKey): void {
    this.ids.set(key, runId);
    this.keys.set(runId, key);
  }

  forget(runId: string): void {
    const key = this.keys.get(runId);
    this.keys.delete(runId);
    if (key !== undefined) this.ids.delete(key);
  }

  clear(): void {
    this.ids.clear();
    this.keys.clear();
  }
}
