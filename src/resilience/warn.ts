/** Emits a warning of Node.js, for failures that no one is subscribed to. */
export function warn(message: string): void {
  process.emitWarning(message, { type: 'MillraceWarning' });
}
