const ROUTED: unique symbol = Symbol.for('millrace.routed') as never;

/** A value together with the action to take. Made by `this.to` in a step and by {@link route} in a function. */
export interface Routed<Action extends string, Value> {
  readonly [ROUTED]: true;
  readonly action: Action;
  readonly value: Value;
}

/** The union of what `this.to` gives for a table of routes. */
export type RoutedOf<Routes> = { [Action in keyof Routes & string]: Routed<Action, Routes[Action]> }[keyof Routes &
  string];

/** The mark sits on the prototype, so that a route costs two fields. It is what keeps domain objects from being routes. */
class Route<Action extends string, Value> implements Routed<Action, Value> {
  declare readonly [ROUTED]: true;

  constructor(
    readonly action: Action,
    readonly value: Value,
  ) {}
}
Object.defineProperty(Route.prototype, ROUTED, { value: true });

/**
 * Says which action to take, with the value that goes along it.
 *
 * @example choose('tier', (claim: Claim) => (claim.amount < 1000 ? route('small', claim) : route('large', claim)))
 */
export function route<Action extends string, Value>(action: Action, value: Value): Routed<Action, Value> {
  return new Route(action, value);
}

/** Whether a value was made by {@link route} or `this.to`, also by another copy of the library. */
export function isRouted(value: unknown): value is Routed<string, unknown> {
  return typeof value === 'object' && value !== null && ROUTED in value;
}
