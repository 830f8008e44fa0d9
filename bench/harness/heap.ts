import { setTimeout as pause } from 'node:timers/promises';

/** Bytes of the heap after forced collections; lets what waits for a turn of the loop finish first. */
export async function heapAfterCollection(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('run this with --expose-gc');
  for (let round = 0; round < 3; round += 1) {
    await pause(5);
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}

/** The highest heap seen. Work that never leaves the microtask queue has to call `sample` itself. */
export class HeapPeak {
  private highest = 0;

  sample(): void {
    this.highest = Math.max(this.highest, process.memoryUsage().heapUsed);
  }

  /** In MB above the given bytes. */
  above(idle: number): number {
    return (this.highest - idle) / 1e6;
  }
}
