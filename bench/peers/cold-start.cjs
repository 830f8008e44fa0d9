'use strict';

// A process that loads one library and finishes a first run: node cold-start.cjs effect

const { join } = require('node:path');

async function main(name) {
  const { chain } = require(join(__dirname, 'libraries', `${name}.cjs`));
  const run = await chain(async (value) => value + 1, 1);
  const count = await run();
  if (count !== 1) throw new Error(`the first run came to ${count}`);
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
