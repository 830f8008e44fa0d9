import { InputError } from '../../errors';
import type { InputClass } from '../../step';
import { classFacts, classOf } from './class-facts';
import { classIssues } from './class-issues';
import { readShape } from './input-shape';
import { issueList } from './issue-list';
import { nestedIssues } from './nested-issues';
import { restoreSpoilt } from './restore-spoilt';
import { validatorFault } from './validator-fault';
import { loadValidators, type Validators } from './validators';

const OPTIONS = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };

/**
 * Turns plain data into an instance of the class and validates it by its class-validator decorators. Properties without
 * a decorator are refused; a class without any is not validated.
 *
 * @returns the value itself if it already is an instance
 * @throws {InputError} with every issue found
 */
export function validateByClass(type: InputClass, value: unknown, what: string): object {
  const validators = loadValidators(what);
  try {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw refused(what, `expected an object with the properties of ${type.name}, got ${nameOf(value)}`);
    }
    const instance = instanceOf(type, value, what, validators);
    if (classFacts(classOf(instance) ?? type, validators).validated) check(instance, what, validators);
    return instance;
  } catch (error) {
    throw validatorFault(error, what);
  }
}

function instanceOf(type: InputClass, value: object, what: string, { plainToInstance }: Validators): object {
  const shape = readShape(value, what);
  if (value instanceof type) return value;
  const instance: unknown = plainToInstance(constructible(type), shape.value);
  if (shape.isSpoilt) restoreSpoilt(shape.value, instance);
  if (instance instanceof type) return instance as object;
  throw refused(what, `cannot be made an instance of ${type.name}`);
}

/**
 * Casts a class to one that can be constructed. The compiler forbids `new` of an abstract class and of unknown
 * arguments; class-transformer passes none.
 */
function constructible(type: InputClass): new () => unknown {
  return type as unknown as new () => unknown;
}

function check(instance: object, what: string, validators: Validators): void {
  const errors = validators.validateSync(instance, OPTIONS);
  const issues = [...nestedIssues(instance, validators), ...classIssues(errors, instance)];
  if (issues.length > 0) throw new InputError(what, issueList(issues));
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return value === null || value === undefined ? String(value) : `a ${typeof value}`;
}

function refused(what: string, message: string): InputError {
  return new InputError(what, [{ path: '', message }]);
}
