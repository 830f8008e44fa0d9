import { DefinitionError, inspectValue, readRecord } from '../../errors';
import {
  type Duration,
  durationMs,
  INPUT_TYPE,
  type InputOf,
  type InputType,
  isInputType,
  type ValidatedBy,
} from '../../step';
import { asDefinition } from '../definition/definition-options';
import { checkName } from '../definition/name';
import { type Composite, composite } from '../source/composite';

/** A named message to a run: `T` is the payload that steps receive, `Given` the payload that is sent. */
export interface Signal<T, Given = T> {
  readonly name: string;
  /** The class or schema that validates a payload before the signal is acknowledged. */
  readonly payload?: InputType | undefined;
  readonly '~payload'?: (given: Given) => T;
}

/**
 * Declares a signal. Durable runs wait for it by name, so do not rename it.
 *
 * @param payload the class or schema of the payload; a signal with an invalid payload is refused. Default: a
 * payload is not validated, and refused if it is sent by the name of the signal
 * @example const paid = signal<Payment>('payment.received');
 */
export function signal<T = undefined>(name: string): Signal<T>;
export function signal<Payload extends InputType>(
  name: string,
  payload: Payload,
): Signal<ValidatedBy<Payload>, InputOf<Payload>>;
export function signal(name: string, payload?: InputType): Signal<unknown> {
  const checked = checkName(name, 'signal()');
  if (payload !== undefined && !isInputType(payload)) {
    throw new DefinitionError([
      { message: `signal("${checked}"): payload: expected ${INPUT_TYPE}, got ${inspectValue(payload)}` },
    ]);
  }
  return Object.freeze({ name: checked, ...(payload && { payload }) });
}

/**
 * Makes a node that waits for a signal; the payload is the outcome. A signal that arrived earlier is used immediately.
 */
export function waitFor<T, Given>(awaited: Signal<T, Given>): Composite<unknown, { readonly next: T }> {
  const { name, payload } = asDefinition(() =>
    readRecord(awaited, 'signal', () => 'the result of signal(name)', 'waitFor()'),
  );
  return composite({ kind: 'wait', signal: checkName(name, 'waitFor()'), payload });
}

/**
 * Makes a node that waits for a length of time.
 *
 * @param duration the length, or a pure function of the input that returns a length or a date; a date in the past ends
 * the wait immediately
 * @throws {MillraceError} `INVALID_OPTION`
 * @example sleep((order: Order) => order.deliverOn)
 */
export function sleep<In = unknown>(
  duration: Duration | ((input: In) => Duration | Date),
): Composite<NoInfer<In>, { readonly next: undefined }> {
  return typeof duration === 'function'
    ? composite({ kind: 'sleep', ms: 0, length: duration })
    : composite({ kind: 'sleep', ms: durationMs(duration, 'duration', 'sleep()') });
}
