export type { AnyFlow, Edges, Flow, FlowDraft, Handle, NodeTable, Reference, Target, Wiring } from './builder/draft';
export { type FlowOptions, flow, type NamedFlow } from './builder/flow';
export { flowDefinitionOf, requireFlow } from './builder/flow-definition-of';
export { flowOf } from './builder/flow-of';
export { type ChooseOptions, choose } from './combinators/choose';
export { type EachOptions, each } from './combinators/each';
export { type Exit, exit } from './combinators/exit';
export { fn } from './combinators/fn';
export { all, any, type LoserOptions, race, type Settled, settle } from './combinators/join';
export { type NodeOptions, node } from './combinators/node';
export { pipe } from './combinators/pipe';
export { ref } from './combinators/ref';
export { repeat } from './combinators/repeat';
export { type Signal, signal, sleep, waitFor } from './combinators/wait';
export { within } from './combinators/within';
export type { JoinKind, Losers, OnItemError } from './definition/choices';
export type { Concurrency, ConcurrencyDefinition } from './definition/concurrency';
export type { EdgeDefinition, Mapping, SourceReference } from './definition/edge-definition';
export { labelOf } from './drawing/labels';
export { type Compatibility, type CompatibleOptions, compatible } from './graph/compatible';
export { compile } from './graph/compile';
export { type Moved, missingOutputs, movedBy, type Obstacle, type PlaceMap, placeObstacle } from './graph/moved-place';
export type { Edge, Graph, InputMapping, InputSource, Place, PlaceConcurrency } from './graph/place';
export {
  actionsOf,
  childrenOf,
  type Definition,
  type EachDefinition,
  type FlowDefinition,
  type NodeKind,
} from './kinds';
export type { Composite, InOf, Outcome, OutputsOf, ParamsOf, ResultOf, RoutesOf, Source } from './source/composite';
export { definitionOf } from './source/definition-of';
export { structuralHashOf } from './structural-hash';
export { boundaryFaults } from './validation/boundary-faults';
export { undeclaredData } from './validation/undeclared-data';
