import { MillraceError } from './millrace-error';

/** One reason why a value is invalid. */
export interface InputIssue {
  /** Path inside the value, such as `address.street` or `items[3].id`; empty for the value itself. */
  readonly path: string;
  readonly message: string;
}

/** The error for a value or a task form that does not satisfy its declared class or schema. Never retried. */
export class InputError extends MillraceError {
  readonly issues: readonly InputIssue[];

  constructor(what: string, issues: readonly InputIssue[], code: 'INVALID_INPUT' | 'INVALID_FORM' = 'INVALID_INPUT') {
    const list = issues.map((issue) => (issue.path ? `${issue.path}: ${issue.message}` : issue.message)).join('; ');
    super(code, `${what} is not valid: ${list}`, { details: { issues } });
    this.issues = issues;
  }
}
