import type { Storage } from '../../../storage/port';
import type { StorageCall } from './through';

/** What faults call a call to the storage: of a commit the journal entry, so that it is the same whatever came before it. */
export function callName({ method, request }: StorageCall): string {
  if (method !== 'commit') return method;
  const [first] = commitsIn(request);
  return first?.entry ? `commit ${first.entry.no}` : 'commit';
}

/** What `commit` is called with. */
function commitsIn(request: unknown): Parameters<Storage['commit']>[0]['commits'] {
  return (request as Parameters<Storage['commit']>[0]).commits;
}
