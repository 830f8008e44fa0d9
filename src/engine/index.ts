export {
  type JsonSchema,
  plainFactory,
  RunContext,
  type StepFactory,
  type StepMethods,
  type StepPlace,
} from '../execution';
export { makeEngine } from './make-engine';
export { createMemoryEngine, type MemoryEngine } from './memory/memory-engine';
export type { Engine, SignalOptions, SignalTarget } from './port/engine';
export type { EngineEvent } from './port/engine-event';
export type { BaseEngineOptions, StartOptions } from './port/engine-options';
export type { FeedEntry, FeedOptions } from './port/feed';
export type { AnyOutput, ChannelOf, ChannelValue, OutputHead, OutputOf } from './port/output';
export type { CancelOptions, PauseOptions, Run } from './port/run';
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
  RefusedRun,
  RunAdministration,
} from './port/run-administration';
export type { RunSnapshot, RunStreamEvent } from './port/run-snapshot';
export type { RunFilter, RunSummary } from './port/run-summary';
export type { StopOptions } from './port/stop-options';
export { ENGINE_OPTION_NAMES, STORAGE_OPTION_NAMES } from './requests/options/engine-option-names';
export { checkEngineOptions } from './requests/options/engine-options';
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
