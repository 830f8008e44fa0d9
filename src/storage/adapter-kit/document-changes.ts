import { inspectValue, invalidOption, invalidString, isStorableString } from '../../errors';
import type { DocumentChange } from '../port';
import { bodySizeError } from './body-limit';

/**
 * Refuses changes of documents that are invalid for every storage, before any of them is written.
 *
 * @throws {MillraceError} `PAYLOAD_TOO_LARGE`; `INVALID_OPTION` if one document is changed twice, and for a kind or
 * a name with NUL or lone surrogates
 */
export function checkDocumentChanges(changes: readonly DocumentChange[], limit: number): void {
  const seen = new Map<string, Set<string>>();
  for (const change of changes) {
    const { kind, name } = change;
    if (!isStorableString(kind) || !isStorableString(name))
      throw invalidString('changes', 'kinds and names', isStorableString(kind) ? name : kind);
    const names = seen.get(kind) ?? new Set();
    if (names.has(name)) throw invalidOption('changes', 'each document at most once', `${kind} ${name} twice`);
    seen.set(kind, names.add(name));
    const problem =
      change.type === 'put'
        ? bodySizeError(`the document ${inspectValue(name)} of kind ${inspectValue(kind)}`, change.body, limit)
        : undefined;
    if (problem) throw problem;
  }
}
