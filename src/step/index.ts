export { BatchStep, HumanStep, MachineStep, PhasedStep, RouterStep } from './bases';
export { type Clock, type ClockTimer, systemClock } from './clock';
export type { ContextOf, StepContext, WorkContext, WorkContextOf } from './context';
export { type Duration, durationMs } from './duration';
export type {
  Guard,
  GuardHost,
  GuardKind,
  OpenGuard,
  Pass,
  SnapshotOf,
} from './guard';
export type { GuardEvent } from './guard-event';
export {
  atLeastOne,
  type BulkheadSize,
  defineGuard,
  type GuardOptions,
  type Guards,
  guardsOf,
} from './guard-options';
export type { BreakerSnapshot, BreakerState, BulkheadSnapshot, LimitSnapshot } from './guard-snapshot';
export {
  type GivenBy,
  type InputClass,
  type InputType,
  isStandardSchema,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
  type ValidatedBy,
} from './input-type';
export type { BatchProgress, Items } from './items';
export { type Key, type KeyOptions, key } from './key';
export { declareMerge, type MergeFunction, mergeFunctionOf } from './merge-functions';
export type { Finished } from './phased-step';
export { retryDelayMs } from './retry-delay';
export { createRetryPolicy, type RetryOptions, retryPolicyOf } from './retry-options';
export { type RetryDelay, type RetryIf, RetryPolicy } from './retry-policy';
export { retryVerdict } from './retry-verdict';
export { isRouted, type Routed, type RoutedOf, route } from './routed';
export type { Shared } from './shared';
export {
  type NarrowerThanDeclared,
  type NextAmongOthers,
  type NotTheDeclaredForm,
  type NotTheDeclaredInput,
  Step,
} from './step';
export { type StepClass, type StepKind, stepKindOf, stepSettingsOf } from './step-class';
export type { StepFailure } from './step-failure';
export type { StepOptions, StepScope, StepSettings } from './step-options';
export type {
  ChunkOf,
  NoSystemActions,
  OnlyNextOrNoSystemActions,
  Returned,
  Skipped,
  StepTypes,
  SystemAction,
} from './step-types';
export type { Subscribable } from './subscribable';
export type { TaskCompletion, TaskEscalation, TaskReminder, TaskRequest, TaskTerms } from './task-request';
