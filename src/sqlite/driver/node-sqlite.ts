import type { Driver, Statement } from './driver';

/** What is used of `node:sqlite`, which the oldest supported Node does not have. */
interface NodeSqlite {
  readonly DatabaseSync: new (
    file: string,
  ) => {
    exec(sql: string): void;
    prepare(sql: string): unknown;
    close(): void;
  };
}

/** The module, or `undefined` where this runtime has none. */
export function findNodeSqlite(): NodeSqlite | undefined {
  const found: unknown = process.getBuiltinModule('node:sqlite');
  return isNodeSqlite(found) ? found : undefined;
}

function isNodeSqlite(module: unknown): module is NodeSqlite {
  return typeof module === 'object' && module !== null && 'DatabaseSync' in module;
}

export function openNodeSqlite({ DatabaseSync }: NodeSqlite, file: string): Driver {
  const database = new DatabaseSync(file);
  return {
    exec: (sql) => {
      database.exec(sql);
    },
    prepare: <Row>(sql: string) => statementOf<Row>(database.prepare(sql)),
    close: () => {
      database.close();
    },
  };
}

/** What a row holds is known by the statement alone. */
function statementOf<Row>(statement: unknown): Statement<Row> {
  return statement as Statement<Row>;
}
