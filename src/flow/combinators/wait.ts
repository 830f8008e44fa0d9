import { DefinitionError } from '../../errors';
import {
  type Duration,
  durationMs,
  type InputOf,
  type InputType,
  isStandardSchema,
  type ValidatedBy,
} from '../../step';
import { checkName } from '../definition/name';
import { type Composite, composite } from '../source/composite';

/** A named message that can be sent into a run: what steps get of it, and what is sent. */
export interface Signal<T, Given = T> {
  readonly name: string;
  /** The class or schema by which payloads are validated before a signal is acknowledged. */
  readonly payload?: InputType | undefined;
  readonly '~payload'?: (given: Given) => T;
}

/**
 * Declares a signal. Its name is what durable runs wait for, so keep it.
 *
 * @param payload the class or schema of its payload; a signal whose payload is not valid is refused. Left out, nothing is checked
 * @example const paid = signal<Payment>('payment.received');
 */
export function signal<T = undefined>(name: string): Signal<T>;
export function signal<Payload extends InputType>(
  name: string,
  payload: Payload,
): Signal<ValidatedBy<Payload>, InputOf<Payload>>;
export function signal(name: string, payload?: InputType): Signal<unknown> {
  if (payload !== undefined && typeof payload !== 'function' && !isStandardSchema(payload)) {
    throw new DefinitionError([{ message: `signal "${name}": expected a class or a schema as its payload` }]);
  }
  return Object.freeze({ name: checkName(name, 'signal'), ...(payload && { payload }) });
}

/** Waits for a signal; its payload is the outcome. A signal that came early is taken at once. */
export function waitFor<T, Given>(awaited: Signal<T, Given>): Composite<unknown, { readonly next: T }> {
  return composite({ kind: 'wait', signal: checkName(awaited.name, 'waitFor'), payload: awaited.payload });
}

/**
 * Waits for a length of time.
 *
 * @param duration how long, or a pure function of the input that says how long or until when; a date in the past is over at once
 * @throws {MillraceError} `INVALID_OPTION`
 * @example sleep((order: Order) => order.deliverOn)
 */
export function sleep<In = unknown>(
  duration: Duration | ((input: In) => Duration | Date),
): Composite<NoInfer<In>, { readonly next: undefined }> {
  return typeof duration === 'function'
    ? composite({ kind: 'sleep', ms: 0, length: duration })
    : composite({ kind: 'sleep', ms: durationMs(duration, 'sleep') });
}
