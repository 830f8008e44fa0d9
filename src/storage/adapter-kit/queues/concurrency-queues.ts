import type { SlotRequest } from '../../../core';
import { Turns } from './fair-queue';

/** Those of one key: first in, first out. */
interface KeyLine {
  readonly key: string;
  held: number;
  readonly waiting: Turns<Holder>;
}

/** Who waits for a slot or has it. */
interface Holder {
  readonly line: KeyLine;
  /** What to call when it is its turn. */
  readonly grant: () => void;
}

/** One line, whose keys take turns. */
class Line {
  private held = 0;
  private limit = 1;
  private total: number | undefined = undefined;
  private readonly keys = new Map<string, KeyLine>();
  private readonly holders = new Map<string, Holder>();
  /** Keys with somebody waiting and a slot free, in the order of their turns. */
  private readonly ready = new Turns<KeyLine>();

  get isEmpty(): boolean {
    return this.keys.size === 0;
  }

  /** Sees to it that the limits are the ones that were given last. */
  limited({ limit, total }: SlotRequest): this {
    const changed = limit !== this.limit;
    this.limit = limit;
    this.total = total;
    if (changed) for (const line of this.keys.values()) this.look(line);
    return this;
  }

  join(key: string, holder: string, grant: () => void): void {
    if (this.holders.has(holder)) return;
    const line = this.lineOf(key);
    const waiting = { line, grant };
    this.holders.set(holder, waiting);
    line.waiting.add(waiting);
    this.look(line);
  }

  /** Lets somebody in, whether or not a slot is free. */
  admit(key: string, holder: string): void {
    const line = this.lineOf(key);
    const known = this.holders.get(holder);
    if (known && !line.waiting.delete(known)) return;
    this.holders.set(holder, known ?? { line, grant: () => undefined });
    line.held += 1;
    this.held += 1;
    this.look(line);
  }

  leave(name: string): void {
    const holder = this.holders.get(name);
    if (!holder) return;
    const { line } = holder;
    this.holders.delete(name);
    if (!line.waiting.delete(holder)) {
      line.held -= 1;
      this.held -= 1;
    }
    if (line.held === 0 && line.waiting.size === 0) this.keys.delete(line.key);
    this.look(line);
  }

  /** Takes out whoever may go on now; `undefined` if there is nobody. */
  next(): (() => void) | undefined {
    if (this.total !== undefined && this.held >= this.total) return undefined;
    const line = this.ready.take();
    const holder = line?.waiting.take();
    if (!line || !holder) return undefined;
    line.held += 1;
    this.held += 1;
    this.look(line);
    return holder.grant;
  }

  private lineOf(key: string): KeyLine {
    const line = this.keys.get(key) ?? { key, held: 0, waiting: new Turns() };
    this.keys.set(key, line);
    return line;
  }

  /** Notes whether the key has somebody who could go on. One that is noted already keeps its turn. */
  private look(line: KeyLine): void {
    if (line.waiting.size > 0 && line.held < this.limit) this.ready.add(line);
    else this.ready.delete(line);
  }
}

/** The lines in which runs and nodes wait for slots: first in, first out for each key, and the keys take turns. */
export class SlotLines {
  private readonly lines = new Map<string, Line>();
  /** Lines in which somebody may be able to go on. */
  private readonly touched = new Set<Line>();
  private granting = false;

  /** Waits for a slot, which may be there at once. A second request of the same holder changes nothing. */
  request(slot: SlotRequest, holder: string, grant: () => void): void {
    const line = this.lineOf(slot);
    line.join(slot.key, holder, grant);
    this.grant(line);
  }

  /** Takes a slot at once, over the limit if need be. Those who wait do so until enough slots have been given up. */
  take(slot: SlotRequest, holder: string): void {
    const line = this.lineOf(slot);
    line.admit(slot.key, holder);
    this.grant(line);
  }

  /** Gives up a slot or a place in line. */
  release({ line: name }: Pick<SlotRequest, 'line'>, holder: string): void {
    const line = this.lines.get(name);
    if (!line) return;
    line.leave(holder);
    if (line.isEmpty) this.lines.delete(name);
    else this.grant(line);
  }

  private lineOf(slot: SlotRequest): Line {
    const line = this.lines.get(slot.line) ?? new Line();
    this.lines.set(slot.line, line);
    return line.limited(slot);
  }

  /** Whoever goes on may release a slot at once, and the next goes on from here and not deeper. */
  private grant(line: Line): void {
    this.touched.add(line);
    if (this.granting) return;
    this.granting = true;
    try {
      for (const one of this.touched) {
        for (let next = one.next(); next; next = one.next()) next();
        this.touched.delete(one);
      }
    } finally {
      this.granting = false;
    }
  }
}
