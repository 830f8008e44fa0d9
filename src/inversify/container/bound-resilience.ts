import type { Container } from 'inversify';
import { MillraceError } from '../../errors';
import { Resilience, type ResilienceOptions } from '../../resilience';

/** The instances that {@link boundResilience} bound by default, which it may replace. */
const defaults = new WeakSet<Resilience>();

/**
 * Returns the {@link Resilience} of a container, so that clients and steps share their guards. Binds one if there is
 * none.
 *
 * @param configured the `resilience` option of the engine, if set
 * @throws {MillraceError} `INVALID_OPTION` if the container has another instance than the option, or one on another
 * clock
 */
export function boundResilience(
  container: Container,
  configured: Resilience | undefined,
  { clock, random }: ResilienceOptions,
): Resilience {
  const bound = container.isBound(Resilience) ? container.get(Resilience) : undefined;
  if (bound && (bound === configured || (!configured && (!clock || bound.clock === clock)))) return bound;
  if (bound && !defaults.has(bound)) {
    throw new MillraceError(
      'INVALID_OPTION',
      `resilience: the container has ${configured ? 'another one' : 'one on another clock'}; use the same one for both`,
      { details: { option: 'resilience' } },
    );
  }
  const made = configured ?? new Resilience({ clock, random });
  defaults.add(made);
  // Replaces the default of an engine with another clock, as in tests that share a container.
  if (bound) container.unbindSync(Resilience);
  container.bind(Resilience).toConstantValue(made);
  return made;
}
