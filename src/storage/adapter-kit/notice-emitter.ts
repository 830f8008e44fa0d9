import type { Notice } from '../port';

/** The listeners of a storage: implements {@link RunStore.watch}. */
export class NoticeEmitter {
  private readonly listeners = new Set<(notice: Notice) => void>();

  /** Whether there is a listener; if not, no notice has to be created. */
  get isWatched(): boolean {
    return this.listeners.size > 0;
  }

  /** Adds a listener. Returns a function that removes it. The same function may be added twice. */
  add(listener: (notice: Notice) => void): () => void {
    const call = (notice: Notice): void => listener(notice);
    this.listeners.add(call);
    return () => void this.listeners.delete(call);
  }

  /**
   * Calls every listener. Errors that listeners throw are ignored: the change is already written, and a missed notice
   * only costs time.
   */
  emit(notice: Notice): void {
    for (const listener of this.listeners) {
      try {
        listener(notice);
      } catch {
        // A listener that fails misses a notice, which costs it time and not correctness.
      }
    }
  }
}
