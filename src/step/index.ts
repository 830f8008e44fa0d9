export { BatchStep, HumanStep, MachineStep, PhasedStep, RouterStep } from './bases';
export type { ContextOf, StepContext } from './context';
export { type Duration, durationMs } from './duration';
export type { TaskRequest } from './human-step';
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
export { type RetryOptions, RetryPolicy, retryDelayMs, retryPolicyOf } from './retry-policy';
export { isRouted, type Routed, type RoutedOf, route } from './routed';
export { type Key, key, type Shared } from './shared';
export { type NarrowerThanDeclared, type NotTheDeclaredInput, Step } from './step';
export { type StepClass, type StepKind, stepKindOf, stepSettingsOf } from './step-class';
export type { StepFailure } from './step-failure';
export type { StepOptions, StepScope } from './step-options';
export type { ChunkOf, NoSystemActions, Returned, Skipped, StepTypes, SystemAction } from './step-types';
export type { Subscribable } from './subscribable';
