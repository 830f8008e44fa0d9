import type * as rxjs from 'rxjs';

let loaded: typeof rxjs | undefined;

/** Loads RxJS when the first stream is requested: loading takes longer than a short run. */
export function loadRxjs(): typeof rxjs {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- lazy loading is the purpose of this file
  loaded ??= require('rxjs') as typeof rxjs;
  return loaded;
}
