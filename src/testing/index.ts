export type { Binding } from '../inversify/container';
export { VirtualClock, type VirtualClockOptions } from './clock/virtual-clock';
export type { CoverableEdge, CoverableHook, CoverableNode, CoveredHook } from './coverage/coverable';
export { type FlowCoverage, flowCoverage } from './coverage/flow-coverage';
export type {
  CoverageMeasure,
  CoverageOf,
  CoverageReport,
  EdgeCoverage,
  Exercised,
  FlowCoverageReport,
  HookCoverage,
  NodeCoverage,
  StaleCounts,
  UnknownPlace,
} from './coverage/report';
export type { CoverageThresholds } from './coverage/thresholds';
export { type Answer, after, type DoubleInput, hang, type OutcomeOf, real, type SpecialAnswer } from './doubles/answer';
export { mockNode, mockStep } from './doubles/mock-step';
export { type Emitted, type StepContextOptions, stepContext } from './doubles/step-context';
export type { Committed, StepDouble } from './doubles/step-double';
export { expectOutcome } from './expectations/expect-outcome';
export type { AnyExpectation, Expectation, ExpectedFailure, PartOf } from './expectations/expectation';
export type { FlowTest, FlowTestOptions } from './harness/flow-test';
export { type SentSignal, sendSignal } from './harness/sent-signal';
export { createTestEngine, type TestEngine } from './harness/test-engine';
export type { TestEngineOptions } from './harness/test-engine-options';
export { testFlow } from './harness/test-flow';
export type { History } from './history/history';
export type { HistorySource, StoredRunSource } from './history/history-source';
export { loadHistory } from './history/load-history';
export type { Redact } from './history/plain';
export { type RecordHistoryOptions, recordHistory } from './history/record-history';
export type { Difference } from './history/replay/difference';
export { expectReplay, type Replay, type ReplayInput, replay } from './history/replay/replay';
export type { ReplayOptions } from './history/replay/replay-options';
export { type AnswerOptions, answerTask, type FormOf, type ScriptedAnswer } from './people/answer-task';
export type { Chances } from './simulation/faults/chances';
export type { FaultKind } from './simulation/faults/fault';
export type { SimulatedRun } from './simulation/process/simulated-run';
export { simulate } from './simulation/simulate';
export type { Faults, FromFixture, SimulationOptions } from './simulation/simulation-options';
export type { SimulationReport } from './simulation/simulation-report';
export type { FlowSpy } from './spies/flow-spy';
export { spyOn } from './spies/spy-on';
export type { NodeSelector } from './trace/node-selector';
export type { TestedOutcome } from './trace/outcome';
export type { StepCall } from './trace/step-call';
export type { Trace } from './trace/trace';
