import 'reflect-metadata';
import { flowCoverage } from 'millrace/testing';
import { fulfilment } from '../order-fulfilment/flow';
import { countsFolder } from './counts-folder';

// #region teardown
/** Jest's `globalTeardown`: shows what all test files together have covered, and fails the run where that is too little. */
export default function checkCoverage(): void {
  const coverage = flowCoverage(fulfilment);
  coverage.load(countsFolder);
  console.log(`\n${coverage.table()}\n${coverage.toMermaid(fulfilment)}`);
  coverage.expect({ nodes: 100, edges: 100, errorEdges: 50 });
}
// #endregion teardown
