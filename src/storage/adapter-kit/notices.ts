import type { Notice } from '../port';

/** Those who want to know what changes in a storage. */
export class Notices {
  private readonly listeners = new Set<(notice: Notice) => void>();

  /** Whether anybody listens; otherwise a notice need not be made. */
  get wanted(): boolean {
    return this.listeners.size > 0;
  }

  /** Gives what ends it. The same function may be given twice. */
  add(listener: (notice: Notice) => void): () => void {
    const call = (notice: Notice): void => listener(notice);
    this.listeners.add(call);
    return () => void this.listeners.delete(call);
  }

  /** What a listener throws is no matter of the storage, which has written already. */
  tell(notice: Notice): void {
    for (const listener of this.listeners) {
      try {
        listener(notice);
      } catch {
        // A listener that fails misses a notice, which costs it time and not correctness.
      }
    }
  }
}
