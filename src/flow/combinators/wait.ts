import { type Duration, durationMs } from '../../step';
import { type Composite, composite } from '../composite';
import { checkName } from '../name';

/** A named message that can be sent into a run, with the type of its payload. */
export interface Signal<T> {
  readonly name: string;
  readonly '~payload'?: (payload: T) => T;
}

/**
 * Declares a signal. Its name is what durable runs wait for, so keep it.
 *
 * @example const paid = signal<Payment>('payment.received');
 */
export function signal<T = undefined>(name: string): Signal<T> {
  return Object.freeze({ name: checkName(name, 'signal') });
}

/** Waits for a signal; its payload is the outcome. A signal that came early is taken at once. */
export function waitFor<T>(awaited: Signal<T>): Composite<unknown, { readonly next: T }> {
  return composite({ kind: 'wait', signal: checkName(awaited.name, 'waitFor') });
}

/** Waits for a length of time. */
export function sleep(duration: Duration): Composite<unknown, { readonly next: undefined }> {
  return composite({ kind: 'sleep', ms: durationMs(duration, 'sleep') });
}
