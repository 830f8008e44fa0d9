import type * as rxjs from 'rxjs';

let loaded: typeof rxjs | undefined;

/** RxJS, loaded when the first stream is asked for: it takes longer to load than a short run takes. */
export function loadRxjs(): typeof rxjs {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loading late is the purpose of this file
  loaded ??= require('rxjs') as typeof rxjs;
  return loaded;
}
