import type { StandardSchema } from '../../step';

/** A schema for numbers and numeric strings. */
export const numberSchema: StandardSchema<number | string, number> = {
  '~standard': {
    version: 1,
    vendor: 'millrace-conformance',
    validate: (given) => {
      const value = typeof given === 'string' ? Number(given) : given;
      return typeof value === 'number' && Number.isFinite(value)
        ? { value }
        : { issues: [{ message: 'expected a number' }] };
    },
  },
};
