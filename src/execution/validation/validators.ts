import type { plainToInstance } from 'class-transformer';
import type { getMetadataStorage, validateSync } from 'class-validator';
import { DefinitionError } from '../../errors';

/** What is used of class-validator and class-transformer. */
export interface Validators {
  readonly plainToInstance: typeof plainToInstance;
  readonly validateSync: typeof validateSync;
  readonly getMetadataStorage: typeof getMetadataStorage;
}

let loaded: Validators | undefined;

/**
 * Loads the two optional peers when the first declared class is met: they are slow to load, and who uses schemas or
 * nothing at all does not need them.
 *
 * @throws {DefinitionError} if they are not installed
 */
export function loadValidators(what: string): Validators {
  loaded ??= load(what);
  return loaded;
}

function load(what: string): Validators {
  try {
    return requirePackages();
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

/** `require` is typed as `any`; what comes is what these packages export. */
function requirePackages(): Validators {
  // Lazily, without a promise, and with names that bundlers see.
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { validateSync, getMetadataStorage } = require('class-validator') as typeof import('class-validator');
  const { plainToInstance } = require('class-transformer') as typeof import('class-transformer');
  /* eslint-enable @typescript-eslint/no-require-imports */
  return { validateSync, getMetadataStorage, plainToInstance };
}
