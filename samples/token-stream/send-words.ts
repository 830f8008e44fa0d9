import type { Run } from 'millrace';

// #region send
/**
 * Sends the words of a run to a reader, who may have gone away and come back.
 *
 * @param after the position of the last word that the reader has received
 */
export async function sendWords(
  run: Run<{ next: string }, { chunk: string }>,
  send: (word: string, position: string) => Promise<void>,
  after?: string,
): Promise<void> {
  for await (const entry of run.feed({ after })) {
    if (entry.kind === 'output') await send(entry.output.value, entry.position);
  }
}
// #endregion send
