export type { DriverName } from './driver/driver';
export type { SqliteOptions } from './options';
export { sqliteStorage } from './sqlite-storage';
