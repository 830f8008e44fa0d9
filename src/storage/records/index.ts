export { DirtyRecords } from './dirty-records';
export { type BodyCodec, changesOf, encodeEntry, eventsOf } from './entry-body';
export type { Put } from './record-name';
