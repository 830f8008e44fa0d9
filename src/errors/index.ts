export { ERROR_CODES, type ErrorCode } from './codes';
export { DefinitionError, type Fault } from './definition-error';
export { type FailureKind, type FailureRecord, isFailure, toFailure } from './failure-record';
export { InputError, type InputIssue } from './input-error';
export { type ErrorOptions, MillraceError } from './millrace-error';
export { isRetryableError } from './retryable';
export { RunCancelledError, RunFailedError } from './run-errors';
export { TerminalError } from './terminal-error';
