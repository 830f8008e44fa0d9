import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { knownOptions } from '../../errors';
import type { ClassCodec } from '../../storage/codec';
import { type HistorySource, historyOf } from './history-source';
import { historyText } from './history-text';
import type { Redact } from './plain';

/**
 * Writes the history of a run to a file, for {@link replay}. Creates folders, and replaces an existing file. The file
 * contains the input of the run and the outputs of its steps: review it before you commit it. The content of a `Secret`
 * is omitted, and `redact` can omit more.
 *
 * @throws {MillraceError} `NOT_SERIALISABLE` for values that are not plain data, `INVALID_OPTION` for an incomplete
 * list of events, `UNSUPPORTED` for a run that was forked, redriven or migrated
 * @example await recordHistory('test/golden/order.json', await testFlow(fulfilment, { input: order, container }))
 * @example await recordHistory('test/golden/o-1.json', { engine, runId }, { redact: (value, key) => (key === 'iban' ? 'DE00' : value) })
 */
export async function recordHistory(
  file: string,
  source: HistorySource,
  options: RecordHistoryOptions = {},
): Promise<void> {
  const known = knownOptions(options, { classCodecs: true, redact: true }, 'recordHistory()');
  const text = historyText(await historyOf(source), known);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** The options of {@link recordHistory}. */
export interface RecordHistoryOptions {
  /** Codecs for instances of classes. Other instances are written as their properties. */
  readonly classCodecs?: readonly ClassCodec[] | undefined;
  /**
   * Returns the value to write instead of a value; also receives the name of its property, or the index of its item.
   */
  readonly redact?: Redact | undefined;
}
