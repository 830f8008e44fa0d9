import type { plainToInstance } from 'class-transformer';
import type { getMetadataStorage, validateSync } from 'class-validator';
import { DefinitionError } from '../../errors';

/** The used parts of class-validator and class-transformer. */
export interface Validators {
  readonly plainToInstance: typeof plainToInstance;
  readonly validateSync: typeof validateSync;
  readonly getMetadataStorage: typeof getMetadataStorage;
}

let loaded: Validators | undefined;

/**
 * Loads the two optional peers when the first declared class is met: they load slowly, and flows without declared
 * classes do not need them.
 *
 * @throws {DefinitionError} if they are not installed
 */
export function loadValidators(what: string): Validators {
  loaded ??= load(what);
  return loaded;
}

function load(what: string): Validators {
  try {
    // Lazily, without a promise, and where bundlers see that the packages may be missing.
    /* eslint-disable @typescript-eslint/no-require-imports */
    const { validateSync, getMetadataStorage } = require('class-validator') as typeof import('class-validator');
    const { plainToInstance } = require('class-transformer') as typeof import('class-transformer');
    /* eslint-enable @typescript-eslint/no-require-imports */
    return { validateSync, getMetadataStorage, plainToInstance };
  } catch (error) {
    throw new DefinitionError(
      [
        {
          message: `${what} is declared by a class, which needs two packages that cannot be loaded: run "npm install class-validator class-transformer", or declare a schema (zod, valibot, …) instead`,
        },
      ],
      error,
    );
  }
}
