import { DefinitionError, InputError, type InputIssue, isThenable, refuseThenable } from '../../errors';
import type { StandardIssue, StandardSchema } from '../../step';
import { valuePath } from '../../storage/codec';
import { issueList } from './issue-list';
import { validatorFault } from './validator-fault';

/**
 * Validates by a Standard Schema and returns its output value, or a promise of it if the schema is asynchronous.
 *
 * @throws {InputError} with the issues of the schema
 */
export function validateBySchema(schema: StandardSchema, value: unknown, what: string): unknown {
  try {
    const result: unknown = schema['~standard'].validate(value);
    return isThenable(result) ? settle(result, what) : outputOf(result, what);
  } catch (error) {
    throw validatorFault(error, what);
  }
}

async function settle(result: PromiseLike<unknown>, what: string): Promise<unknown> {
  try {
    return outputOf(await result, what);
  } catch (error) {
    throw validatorFault(error, what);
  }
}

function outputOf(result: unknown, what: string): unknown {
  if (typeof result === 'object' && result !== null) {
    if ('issues' in result && Array.isArray(result.issues)) {
      throw new InputError(what, issueList(result.issues.map(issueOf)));
    }
    if ('value' in result) {
      refuseThenable(result.value, what);
      return result.value;
    }
  }
  throw new DefinitionError([
    { message: `${what}: the schema's validate() returned neither a value nor issues, as Standard Schema requires` },
  ]);
}

function issueOf(issue: StandardIssue): InputIssue {
  const keys = (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment));
  return { path: valuePath(keys), message: issue.message };
}
