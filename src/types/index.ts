/*
 * Types that public signatures mention and that few programs have to name: for authors of helpers that are generic over
 * flows, steps, engines and events.
 */
export type { Ending, RunInfo, TaskState } from '../core';
export type {
  AnyOutput,
  BaseEngineOptions,
  ChannelOf,
  ChannelValue,
  FeedEntry,
  FeedOptions,
  OutputHead,
  SignalOptions,
  StepMethods,
  StepPlace,
  TaskAuthorization,
} from '../engine';
export type { ErrorOptions, RunErrorSubject } from '../errors';
export type {
  ChooseOptions,
  CompatibleOptions,
  Edges,
  Exit,
  FlowDraft,
  Handle,
  LoserOptions,
  Losers,
  NamedFlow,
  NodeTable,
  Obstacle,
  OnItemError,
  Reference,
  Target,
  Wiring,
} from '../flow';
export type {
  CommittedStep,
  CompensationView,
  CurrentPlace,
  ForkOrigin,
  LoggedTask,
  Migration,
  Position,
  SignalView,
  TimerView,
  VisitStatus,
  VisitView,
} from '../history';
export type {
  ChunkOf,
  ClockTimer,
  InputOf,
  Items,
  KeyOptions,
  Returned,
  RoutedOf,
  RoutesWithout,
  StandardIssue,
  StandardResult,
  StepKind,
  StepTypes,
  Subscribable,
  SystemAction,
  TaskEscalation,
  TaskReminder,
  TaskTerms,
  ValidatedBy,
} from '../step';
