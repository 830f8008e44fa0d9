import { type FactBudget, plainFacts } from './plain-facts';

/** The properties of an error that a failure record has in places of their own. */
const OWN_PLACES: ReadonlySet<string> = new Set([
  ...['name', 'code', 'message', 'stack', 'cause', 'errors', 'details', 'retryAfterMs'],
  // The mark of a TerminalError, which is in `retryable`.
  'terminal',
]);

/** Maximum length of the JSON of `details` that is kept unchanged, in characters. */
const MAX_DETAILS = 65_536;

/**
 * Returns the facts of an error: its `details`, and its own data properties such as `status` and `requestId`. Where both
 * have a name, `details` counts. `undefined` if there are none. Never throws.
 *
 * @param details the property `details` of the error
 */
export function factsOf(
  error: object,
  details: unknown,
  budget: FactBudget,
): Readonly<Record<string, unknown>> | undefined {
  const given = detailsOf(details, budget);
  const facts = { ...plainFacts(error, new Set([...OWN_PLACES, ...Object.keys(given)]), budget), ...given };
  return Object.keys(facts).length > 0 ? facts : undefined;
}

/** Returns a copy of what JSON supports of the details, since they are journaled. */
function detailsOf(details: unknown, budget: FactBudget): Readonly<Record<string, unknown>> {
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return {};
  return jsonCopy(details) ?? plainFacts(details, new Set(), budget);
}

/** Returns a copy through JSON; `undefined` if JSON refuses it, or it is long. */
function jsonCopy(details: object): Readonly<Record<string, unknown>> | undefined {
  try {
    const text = JSON.stringify(details);
    return text.length <= MAX_DETAILS ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
