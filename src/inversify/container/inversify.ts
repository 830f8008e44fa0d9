import type * as inversify from 'inversify';
import { isMissingPackage, MillraceError } from '../../errors';

/**
 * Loads inversify and the metadata that it needs on first use: an engine without a container needs neither.
 *
 * @throws {MillraceError} `UNSUPPORTED` if one of them is not installed
 */
export function loadInversify(): typeof inversify {
  try {
    /* eslint-disable @typescript-eslint/no-require-imports -- here, so that bundlers find them only where they are installed */
    require('reflect-metadata');
    return require('inversify') as typeof inversify;
    /* eslint-enable @typescript-eslint/no-require-imports */
  } catch (cause) {
    if (!isMissingPackage(cause)) throw cause;
    throw new MillraceError(
      'UNSUPPORTED',
      'container: expected the packages inversify and reflect-metadata, which are not installed: run "npm install inversify reflect-metadata"',
      { cause, details: { packages: ['inversify', 'reflect-metadata'] } },
    );
  }
}
