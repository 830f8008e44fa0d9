export { BatchStep, HumanStep, MachineStep, PhasedStep, RouterStep } from './bases';
export type { Finished } from './bases/phased-step';
export { type StepClass, type StepKind, stepKindOf, stepSettingsOf } from './bases/step-class';
export type {
  ChunkOf,
  Returned,
  RoutesWithout,
  Skipped,
  StepTypes,
  SystemAction,
} from './bases/step-types';
export { type Clock, type ClockTimer, systemClock } from './clock';
export type { CompileError } from './compile-error';
export type { ContextOf, StepContext, WorkContext, WorkContextOf } from './context';
export { declaredActions, isSystemAction } from './declared-actions';
export { type Duration, durationMs } from './duration';
export type {
  Guard,
  GuardHost,
  GuardKind,
  GuardPermit,
  OpenGuard,
  SnapshotOf,
} from './guard/guard';
export type { GuardEvent } from './guard/guard-event';
export {
  atLeastOne,
  type BulkheadSize,
  defineGuard,
  type GuardOptions,
  type Guards,
  guardsOf,
} from './guard/guard-options';
export type { BreakerSnapshot, BreakerState, BulkheadSnapshot, LimitSnapshot } from './guard/guard-snapshot';
export {
  INPUT_TYPE,
  type InputClass,
  type InputOf,
  type InputType,
  isInputType,
  isStandardSchema,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
  type ValidatedBy,
} from './input-type';
export type { BatchProgress, Items } from './items';
export { retryDelayMs } from './retry/retry-delay';
export { createRetryPolicy, type RetryOptions, retryPolicyOf } from './retry/retry-options';
export { type RetryDelay, type RetryIf, RetryPolicy } from './retry/retry-policy';
export { retryVerdict } from './retry/retry-verdict';
export { isRouted, type Routed, type RoutedOf, route } from './routed';
export { checkKeyName, type Key, type KeyOptions, key } from './shared/key';
export { declareMerge, type MergeFunction, mergeFunctionOf } from './shared/merge-functions';
export type { Shared } from './shared/shared';
export { Step } from './step';
export type { StepFailure } from './step-failure';
export type { StepOptions, StepScope, StepSettings } from './step-options';
export type { Subscribable } from './subscribable';
export type { TaskCompletion, TaskEscalation, TaskReminder, TaskRequest, TaskTerms } from './task-request';
export { unchecked } from './unchecked';
