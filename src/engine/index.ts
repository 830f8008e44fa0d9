export { checkEngineOptions } from './check-engine-options';
export type { Engine, SignalTarget } from './engine';
export type { EngineEvent } from './engine-event';
export type { LocalEngineOptions, StartOptions } from './engine-options';
export type { JsonSchema } from './input';
export { LocalEngine } from './local-engine';
export { makeEngine } from './make-engine';
export type {
  DurableEngine,
  ForkOptions,
  HistoryOptions,
  HistoryPage,
  Migrated,
  MigrateOptions,
  PurgeOptions,
  Redriven,
  RedriveOptions,
  Refusal,
  RunOperations,
} from './operations';
export type { AnyOutput, ChannelOf, ChannelValue, OutputHead, OutputOf } from './output';
export { RunContext } from './run-context';
export type { Run } from './run-handle';
export type { RunNotice, RunSnapshot } from './run-snapshot';
export type { RunFilter, RunSummary } from './run-summary';
export { plainFactory, type StepFactory, type StepMethods, type StepPlace } from './step-factory';
export type { StopOptions } from './stop-options';
export type {
  Actor,
  Authorize,
  Completion,
  TaskAction,
  TaskAuthorization,
  TaskFilter,
  TaskStatus,
  Tasks,
  TaskView,
} from './tasks';
