import type { PulledItem } from '../../core';
import { MillraceError } from '../../errors';
import type { TurnScheduler } from '../turn-scheduler';

type Items = Iterable<unknown> | AsyncIterable<unknown>;

/** One-time sources that have been iterated. */
const used = new WeakSet();

/** A source of items that is asked for the next one only when there is room for it. */
export class ItemSource {
  private readonly iterator: Iterator<unknown> | AsyncIterator<unknown>;
  /** Whether the source has ended or failed, so that there is nothing to clean up. */
  private ended = false;
  private closed = false;

  /** @throws {MillraceError} `NOT_A_LIST` for a source that can be iterated only once and has been before */
  constructor(
    items: Items,
    node: string,
    private readonly turns: TurnScheduler,
  ) {
    this.iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    const itself: unknown = this.iterator;
    if (itself !== items) return;
    if (used.has(items)) {
      throw new MillraceError(
        'NOT_A_LIST',
        `node "${node}" received a generator or a stream that has been iterated before and can be iterated only once; pass an object that makes a new one for each iteration`,
      );
    }
    used.add(items);
  }

  /**
   * Returns the next item or, with chunks, up to `size` items.
   *
   * @throws the error of the source, and {MillraceError} `ABORTED` if the source was closed in the meantime
   */
  async next(chunk: number | undefined): Promise<PulledItem> {
    const values: unknown[] = [];
    while (values.length < (chunk ?? 1)) {
      const next = await this.step();
      // A source that is closed during a call may wrongly report its end.
      if (this.closed) throw new MillraceError('ABORTED', 'the source was closed while it was asked for its next item');
      if (next.done === true) return { done: true, ...(values.length > 0 && { item: { value: values } }) };
      values.push(next.value);
    }
    return { done: false, item: { value: chunk === undefined ? values[0] : values } };
  }

  private async step(): Promise<IteratorResult<unknown>> {
    const { turns } = this;
    turns.left -= 1;
    if (turns.left < 0 && turns.isOver()) await turns.wait();
    let ended = true;
    try {
      const next = await this.iterator.next();
      ended = next.done === true;
      return next;
    } finally {
      this.ended ||= ended;
    }
  }

  /** Lets the source clean up, since no further item is needed. */
  async close(): Promise<void> {
    this.closed = true;
    if (!this.ended) await this.iterator.return?.();
  }
}
