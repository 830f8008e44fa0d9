const ROUTED: unique symbol = Symbol.for('millrace.routed') as never;

/** A value together with the action to take. Made by `this.to` in a step and by {@link route} in a function. */
export interface Routed<Action extends string, Value> {
  readonly [ROUTED]: true;
  readonly action: Action;
  readonly value: Value;
}

/** The union of the results of `this.to` for a table of routes. */
export type RoutedOf<Routes> = { [Action in keyof Routes & string]: Routed<Action, Routes[Action]> }[keyof Routes &
  string];

/** A route. The mark on the prototype distinguishes it from domain objects without a field of its own. */
class Route<Action extends string, Value> implements Routed<Action, Value> {
  declare readonly [ROUTED]: true;

  constructor(
    readonly action: Action,
    readonly value: Value,
  ) {}
}
Object.defineProperty(Route.prototype, ROUTED, { value: true });

/**
 * Chooses an action and the value that it carries.
 *
 * @example choose('tier', (claim: Claim) => (claim.amount < 1000 ? route('small', claim) : route('large', claim)))
 */
export function route<Action extends string, Value>(action: Action, value: Value): Routed<Action, Value> {
  return new Route(action, value);
}

/** Whether a value was made by {@link route} or `this.to`, of this or another copy of the library. */
export function isRouted(value: unknown): value is Routed<string, unknown> {
  return typeof value === 'object' && value !== null && ROUTED in value;
}
