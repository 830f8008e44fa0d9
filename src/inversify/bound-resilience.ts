import type { Container } from 'inversify';
import { MillraceError } from '../errors';
import { Resilience, type ResilienceOptions } from '../resilience';

/** What {@link boundResilience} has bound, which nobody has chosen. */
const ours = new WeakSet<Resilience>();

/**
 * The container's {@link Resilience}, so that clients and steps share their guards; one is bound where there is none.
 *
 * @param given what the engine was told to work with, if anything
 * @throws {MillraceError} `INVALID_OPTION` where the container has another than the engine was told, or one on another clock
 */
export function boundResilience(
  container: Container,
  given: Resilience | undefined,
  { clock, random }: ResilienceOptions,
): Resilience {
  const bound = container.isBound(Resilience) ? container.get(Resilience) : undefined;
  if (bound && (bound === given || (!given && (!clock || bound.clock === clock)))) return bound;
  if (bound && !ours.has(bound)) {
    throw new MillraceError(
      'INVALID_OPTION',
      `resilience: the container has ${given ? 'another one' : 'one on another clock'}; let both have the same`,
      { details: { option: 'resilience' } },
    );
  }
  const made = given ?? new Resilience({ clock, random });
  ours.add(made);
  // An engine with another clock, as in tests, has come to the same container.
  if (bound) container.unbindSync(Resilience);
  container.bind(Resilience).toConstantValue(made);
  return made;
}
