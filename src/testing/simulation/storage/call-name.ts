import type { StorageCall } from '../../../storage/adapter-kit';
import type { Storage } from '../../../storage/port';

/**
 * Returns the name of a storage call in faults. A commit is named by its journal entry, so that earlier calls do not
 * matter.
 */
export function callName({ method, request }: StorageCall): string {
  if (method !== 'commit') return method;
  const [first] = commitsIn(request);
  return first?.entry ? `commit ${first.entry.no}` : 'commit';
}

/** Returns the commits of a call to `commit`. */
function commitsIn(request: unknown): Parameters<Storage['commit']>[0]['commits'] {
  return (request as Parameters<Storage['commit']>[0]).commits;
}
