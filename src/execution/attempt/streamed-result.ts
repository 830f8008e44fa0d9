import { MillraceError } from '../../errors';
import type { Subscribable } from '../../step';
import type { AttemptContext } from './attempt-context';

/** The part of an attempt that receives its step's stream. */
type ChunkSink = Pick<AttemptContext, 'signal' | 'emit' | 'node' | 'path'>;

/** Whether a step's result is a promise in the sense of `await`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Promise) return true;
  return (
    typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'
  );
}

function isGenerator(value: object): value is AsyncGenerator<unknown, unknown> {
  return Symbol.asyncIterator in value && typeof (value as { readonly next?: unknown }).next === 'function';
}

function isSubscribable(value: object): value is Subscribable<unknown> {
  return typeof (value as { readonly subscribe?: unknown }).subscribe === 'function';
}

/**
 * Returns the outcome of a step's streamed result: each value is emitted on the channel `chunk`. An abort ends the
 * stream at its source. Returns a plain value unchanged.
 */
export function streamedResult(result: unknown, context: ChunkSink): unknown {
  if (typeof result !== 'object' || result === null || result instanceof Promise) return result;
  if (isGenerator(result)) return drain(result, context);
  return isSubscribable(result) ? lastOf(result, context) : result;
}

async function drain(generator: AsyncGenerator<unknown, unknown>, context: ChunkSink): Promise<unknown> {
  const { signal } = context;
  const stop = (): void => {
    // A busy generator handles this when it yields next; an error that it throws then is dropped.
    generator.return(undefined).catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await generator.next();
      if (done === true) return value;
      context.emit('chunk', value);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function lastOf(source: Subscribable<unknown>, context: ChunkSink): Promise<unknown> {
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
        else
          reject(
            new MillraceError(
              'NO_OUTCOME',
              `the Observable of "${context.node}" completed without a value, so there is no outcome; let it emit at least one`,
            ),
          );
      },
    });
    const stop = (): void => {
      subscription.unsubscribe();
      reject(new MillraceError('ABORTED', `the attempt at ${context.path} was aborted`));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
