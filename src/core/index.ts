export { hasBegun } from './control/lifecycle';
export { migrationObstacles } from './control/migrate';
export { type OutstandingEffect, outstanding } from './control/outstanding';
export { reissueEffects } from './control/reissue-effects';
export type { PulledItem } from './joins/items';
export { readKey, type StoreConflict, storedValues, visibleKeys } from './joins/shared-store';
export { isStep } from './kinds/is-step';
export type { Change, RunRecord, TokenRecord } from './protocol/change';
export { type Effect, ExecuteEffect, type PermitRequest, type TaskEffect } from './protocol/effect';
export type {
  CoreInput,
  CoreInputOf,
  InputHead,
  MissedFailure,
  OperationCompleted,
  OperationFailed,
  Rewind,
  RunLoss,
} from './protocol/input';
export type { EventHead, NodeEventHead, RunEvent, RunEventType } from './protocol/run-event';
export { advanceDirect } from './shortcut';
export { pathOf } from './state/path';
export { isRetried } from './state/phase';
export { fold, hydrate, RecordSet } from './state/record-set';
export { recordsOf } from './state/records';
export { hasEnded, type RunInfo, type RunStatus } from './state/run-info';
export { RunState } from './state/run-state';
export type { SharedWrite, StoreEntry } from './state/shared-layer';
export {
  applyTaskAction,
  type CompletedForm,
  newTask,
  type TaskActionRecord,
  type TaskCloseReason,
  type TaskState,
} from './state/task';
export type { Token } from './state/token';
export type { Ending } from './state/unwinding';
export { advance, transition } from './transition';
export { TransitionContext } from './transition-context';
export { reissuePermitRequests } from './waiting/permits';
export { actionRecordOf, type TaskInput } from './waiting/tasks';
