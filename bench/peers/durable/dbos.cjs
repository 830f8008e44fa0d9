'use strict';

const { DBOS } = require('@dbos-inc/dbos-sdk');

exports.open = async ({ url, schema }, { length, atOnce }) => {
  DBOS.setConfig({ name: 'peer', systemDatabaseUrl: url, systemDatabaseSchemaName: schema, logLevel: 'error' });
  const chain = DBOS.registerWorkflow(
    async (input) => {
      let value = input;
      for (let at = 1; at <= length; at += 1) {
        const before = value;
        value = await DBOS.runStep(async () => before + 1, { name: `n${at}` });
      }
      return value;
    },
    { name: 'chain' },
  );
  await DBOS.launch();
  return {
    runs: () => Promise.all(Array.from({ length: atOnce }, () => chain(0))),
    close: () => DBOS.shutdown({ deregister: true }),
  };
};
