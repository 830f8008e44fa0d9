import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ClassCodec } from '../../storage/codec';
import { knownOptions } from '../known-options';
import { type HistorySource, historyOf } from './history-source';
import { historyText } from './history-text';
import type { Redact } from './plain';

/**
 * Writes the history of a run to a file, for {@link replay}. Folders are made; a file that is there is replaced. It holds what the run
 * was given and what its steps gave, so look at what is in it before you check it in: what is in a `Secret` is left out, and `redact`
 * may leave out more.
 *
 * @throws {MillraceError} `NOT_SERIALISABLE` for values that are no data, `INVALID_OPTION` for events that are not all events of a run,
 * `UNSUPPORTED` for a run that was copied, tried again or moved
 * @example await recordHistory('test/golden/order.json', await testFlow(fulfilment, { input: order, container }))
 * @example await recordHistory('test/golden/o-1.json', { engine, runId }, { redact: (value, key) => (key === 'iban' ? 'DE00' : value) })
 */
export async function recordHistory(
  file: string,
  source: HistorySource,
  options: RecordHistoryOptions = {},
): Promise<void> {
  const text = historyText(
    await historyOf(source),
    knownOptions(options, { classCodecs: true, redact: true }, 'recordHistory'),
  );
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** How a history is written. */
export interface RecordHistoryOptions {
  /** Codecs for instances of classes. Other instances are written as their properties. */
  readonly classCodecs?: readonly ClassCodec[] | undefined;
  /** Says what stands in the file for a value; gets the name of its property, or the number of its item, too. */
  readonly redact?: Redact | undefined;
}
