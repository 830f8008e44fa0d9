/** Maximum length, in characters. */
const MAX_MESSAGE = 10_000;

/** Returns the message of any thrown value, as {@link toFailure} records it. Never throws. */
export function errorMessageOf(thrown: unknown): string {
  try {
    const message = typeof thrown === 'object' && thrown !== null ? messageIn(thrown) : String(thrown);
    return message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE)}…`;
  } catch {
    return 'an error that cannot be read';
  }
}

function messageIn(thrown: { readonly message?: unknown }): string {
  const { message } = thrown;
  return typeof message === 'string' && message !== '' ? message : Object.prototype.toString.call(thrown);
}
