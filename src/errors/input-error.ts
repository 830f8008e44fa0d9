import { MillraceError } from './millrace-error';

/** One reason why a value was refused. */
export interface InputIssue {
  /** Where in the value, as `address.street` or `items[3].id`; empty for the value itself. */
  readonly path: string;
  readonly message: string;
}

/** A value, or the form of a task, does not satisfy the class or schema that was declared for it. Never retried. */
export class InputError extends MillraceError {
  readonly issues: readonly InputIssue[];

  constructor(what: string, issues: readonly InputIssue[], code: 'INVALID_INPUT' | 'INVALID_FORM' = 'INVALID_INPUT') {
    const text = issues.map((issue) => (issue.path ? `${issue.path}: ${issue.message}` : issue.message)).join('; ');
    super(code, `${what} is not valid: ${text}`, { details: { issues } });
    this.issues = issues;
  }
}
