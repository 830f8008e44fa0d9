export type { PostgresConnection, PostgresOptions } from './options';
export { postgresStorage } from './postgres-storage';
