export type { JoinKind } from '../definition/choices';
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
} from '../description/description';
export type { NodeKind } from '../kinds';
export { structuralHash } from '../structural-hash';
export type { DrawingOptions, DrawnEdge, EdgeState, NodeState } from './drawing-options';
export { toDot } from './to-dot';
export { toJSON } from './to-json';
export { toMermaid } from './to-mermaid';
