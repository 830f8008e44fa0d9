import type { PulledItem } from '../../core';
import { MillraceError } from '../../errors';
import { nextTurn } from '../next-turn';

type Items = Iterable<unknown> | AsyncIterable<unknown>;

/** A source that never waits lets the event loop have a turn after this many items. */
const ITEMS_PER_TURN = 1024;

/** Sources that can be worked through once, and have been. */
const used = new WeakSet();

/** A source of items that is asked for the next one only when there is room for it. */
export class ItemSource {
  private readonly iterator: Iterator<unknown> | AsyncIterator<unknown>;
  private asked = 0;
  /** It has come to its end or has failed, so there is nothing to clean up. */
  private ended = false;
  private closed = false;

  /** @throws {MillraceError} `NOT_A_LIST` for a source that gives its items once and has been asked for them before */
  constructor(items: Items, node: string) {
    this.iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    const itself: unknown = this.iterator;
    if (itself !== items) return;
    if (used.has(items)) {
      throw new MillraceError(
        'NOT_A_LIST',
        `node "${node}" was given a generator or a stream that has been worked through before, and gives its items only once; give an object that makes a new one each time it is iterated`,
      );
    }
    used.add(items);
  }

  /**
   * The next item or, where items come in chunks, as many as there are up to the size of one.
   *
   * @throws whatever the source throws, and {MillraceError} `ABORTED` where it was closed meanwhile
   */
  async next(chunk: number | undefined): Promise<PulledItem> {
    const values: unknown[] = [];
    while (values.length < (chunk ?? 1)) {
      const next = await this.step();
      // A source that is closed while it is asked may say that it has ended, which it has not.
      if (this.closed) throw new MillraceError('ABORTED', 'the source was closed while it was asked for its next item');
      if (next.done === true) return { done: true, ...(values.length > 0 && { item: { value: values } }) };
      values.push(next.value);
    }
    return { done: false, item: { value: chunk === undefined ? values[0] : values } };
  }

  private async step(): Promise<IteratorResult<unknown>> {
    this.asked += 1;
    if (this.asked % ITEMS_PER_TURN === 0) await nextTurn();
    let ended = true;
    try {
      const next = await this.iterator.next();
      ended = next.done === true;
      return next;
    } finally {
      this.ended ||= ended;
    }
  }

  /** Lets the source clean up, since no further item is wanted. */
  async close(): Promise<void> {
    this.closed = true;
    if (!this.ended) await this.iterator.return?.();
  }
}
