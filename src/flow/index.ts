export { actionsOf } from './actions';
export type { AnyFlow, Edges, Flow, FlowDraft, Handle, NodeTable, Reference, Target, Wiring } from './builder/draft';
export { type FlowOptions, flow, type NamedFlow } from './builder/flow';
export { choose, type ReservedOrAny } from './combinators/choose';
export { type EachOptions, each, type TakesNoChunks } from './combinators/each';
export { type Exit, exit } from './combinators/exit';
export { flowOf } from './combinators/flow-of';
export { fn, type OutputIsAny } from './combinators/fn';
export { all, any, type LoserOptions, race, type Settled, settle } from './combinators/join';
export { type NodeOptions, node } from './combinators/node';
export { type Branching, type Mismatch, pipe } from './combinators/pipe';
export { ref } from './combinators/ref';
export { type NeverAgain, repeat } from './combinators/repeat';
export { type Signal, signal, sleep, waitFor } from './combinators/wait';
export { within } from './combinators/within';
export { type Compatibility, type CompatibleOptions, compatible } from './compatible';
export type { Composite, InOf, Outcome, OutputsOf, ParamsOf, ResultOf, RoutesOf, Source } from './composite';
export type { Concurrency } from './concurrency';
export {
  type ConcurrencyDefinition,
  childrenOf,
  type Definition,
  type EachDefinition,
  type EdgeDefinition,
  type FlowDefinition,
  type JoinKind,
  type Losers,
  type Mapping,
  type OnItemError,
  type SourceReference,
} from './definition';
export { definitionOf } from './definition-of';
export type {
  ConcurrencyDescription,
  EachDescription,
  EdgeDescription,
  ExecutionDescription,
  ExitDescription,
  FlowDescription,
  FunctionDescription,
  GraphDescription,
  GuardDescription,
  JoinDescription,
  NodeDescription,
  PipeDescription,
  PlacingDescription,
  RefDescription,
  RepeatDescription,
  SleepDescription,
  SourceDescription,
  StepDescription,
  SubflowDescription,
  WaitDescription,
  WithinDescription,
} from './drawing/description';
export type { DrawingOptions, DrawnEdge, EdgeState, NodeState } from './drawing/drawing-options';
export { labelOf } from './drawing/labels';
export { toDot } from './drawing/to-dot';
export { toJSON } from './drawing/to-json';
export { toMermaid } from './drawing/to-mermaid';
export { flowDefinitionOf } from './flow-definition-of';
export { compile } from './graph/compile';
export { type Moved, missingOutputs, movedBy, type Obstacle, type PlaceMap, placeObstacle } from './graph/moved-place';
export type { Edge, Graph, InputMapping, InputSource, Place, PlaceConcurrency } from './graph/place';
export type { NodeKind } from './node-kind';
export { structuralHash, structuralHashOf } from './structural-hash';
