import { adoptThenable, callDetached, errorMessageOf, isThenable, MillraceError } from '../../errors';
import type { AttemptContext } from './attempt-context';

/** The part of an attempt that receives its step's stream, and the failures of its end if they are to be reported. */
type ChunkSink = Pick<AttemptContext, 'signal' | 'emit' | 'node' | 'path'> &
  Partial<Pick<AttemptContext, 'reportStray' | 'nextTurn'>>;

/** An iterator that a step returned. Only `next` is certain. */
interface Chunks {
  readonly next: () => unknown;
  readonly return?: (value: undefined) => unknown;
}

/** An object with a method `subscribe`: an Observable of any library. */
interface Source {
  readonly subscribe: (observer: Observer) => unknown;
}

interface Observer {
  readonly next: (value: unknown) => void;
  readonly error: (error: unknown) => void;
  readonly complete: () => void;
}

/**
 * Returns the outcome of a step's result. Each value of a stream is emitted on the channel `chunk`, and an abort ends
 * the stream at its source. The outcome of a stream or a promise is a native promise; a plain value is returned
 * unchanged.
 *
 * @throws {MillraceError} `INVALID_OUTCOME` for a result that cannot be read, such as a proxy that throws
 */
export function streamedResult(result: unknown, context: ChunkSink): unknown {
  if ((typeof result !== 'object' && typeof result !== 'function') || result === null) return result;
  try {
    if (result instanceof Promise) return result;
    if (typeof result === 'object') {
      if (isChunks(result)) return drain(result, context);
      if (isSource(result)) return lastOf(result, context);
    }
  } catch (cause) {
    const message = `the result of node "${context.node}" cannot be read: ${errorMessageOf(cause)}`;
    throw new MillraceError('INVALID_OUTCOME', message, { cause });
  }
  return isThenable(result) ? adoptThenable(result) : result;
}

function isChunks(value: object): value is Chunks {
  return Symbol.asyncIterator in value && 'next' in value && typeof value.next === 'function';
}

function isSource(value: object): value is Source {
  return 'subscribe' in value && typeof value.subscribe === 'function';
}

async function drain(chunks: Chunks, context: ChunkSink): Promise<unknown> {
  const { signal } = context;
  const stop = stopping(() => chunks.return?.(undefined), context);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const { done, value } = (await chunks.next()) as IteratorResult<unknown, unknown>;
      if (done === true) return value;
      // An iterator that ignores the end of its attempt would never be done.
      if (signal.aborted) throw aborted(context);
      context.emit('chunk', value);
      // A generator may yield without ever waiting.
      const turn = context.nextTurn?.();
      if (turn) await turn;
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function lastOf(source: Source, context: ChunkSink): Promise<unknown> {
  const { signal } = context;
  return new Promise((resolve, reject) => {
    let last: { readonly value: unknown } | undefined;
    const subscription = source.subscribe({
      next: (value) => {
        last = { value };
        context.emit('chunk', value);
      },
      error: reject,
      complete: () => {
        if (last) resolve(last.value);
        else reject(noValue(context));
      },
    });
    const stop = stopping(() => {
      reject(aborted(context));
      return unsubscribe(subscription);
    }, context);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** Ends a subscription: an object with a method `unsubscribe`, or a function. */
function unsubscribe(subscription: unknown): unknown {
  if (typeof subscription === 'function') return Reflect.apply(subscription, undefined, []);
  const { unsubscribe: end } = Object(subscription) as { readonly unsubscribe?: unknown };
  return typeof end === 'function' ? Reflect.apply(end, subscription, []) : undefined;
}

/** Returns a listener that stops foreign code. The attempt is over by then, so a failure of it is only reported. */
function stopping(stop: () => unknown, context: ChunkSink): () => void {
  return () => {
    callDetached(stop, (error) => {
      context.reportStray?.(error);
    });
  };
}

function aborted({ path }: ChunkSink): MillraceError {
  return new MillraceError('ABORTED', `the attempt at ${path} was aborted`);
}

function noValue({ node }: ChunkSink): MillraceError {
  return new MillraceError(
    'NO_OUTCOME',
    `the Observable of "${node}" completed without a value, so there is no outcome; let it emit at least one`,
  );
}
