import type { StoredMemoryRun } from './stored-memory-run';

interface Entry {
  readonly due: number;
  readonly run: StoredMemoryRun;
}

/**
 * The runs of one flow, as a heap ordered by due time. Outdated entries are not removed at once; they are dropped when
 * they reach the top.
 */
export class DueQueue {
  private readonly heap: Entry[] = [];

  add(run: StoredMemoryRun, due: number): void {
    const { heap } = this;
    let at = heap.length;
    const entry = { due, run };
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (!parent || !isBefore(entry, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  /** Returns the run that is due first. */
  peek(): StoredMemoryRun | undefined {
    for (let first = this.heap[0]; first; first = this.heap[0]) {
      if (first.run.due === first.due) return first.run;
      this.dropFirst();
    }
    return undefined;
  }

  dropFirst(): void {
    const { heap } = this;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      const child = a && b && isBefore(b, a) ? b : a;
      if (!child || !isBefore(child, last)) break;
      heap[at] = child;
      at = child === b ? left + 1 : left;
    }
    heap[at] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.due < b.due || (a.due === b.due && a.run.key < b.run.key);
}
