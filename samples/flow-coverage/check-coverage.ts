import 'reflect-metadata';
import { flowCoverage } from 'millrace/testing';
import { fulfilment } from '../order-fulfilment/flow';
import { countsFolder } from './counts-folder';

// #region teardown
/** Jest's `globalTeardown`: prints the coverage of all test files together, and fails the run if it is too low. */
export default function checkCoverage(): void {
  const coverage = flowCoverage(fulfilment);
  coverage.load(countsFolder);
  console.log(`\n${coverage.table()}\n${coverage.toMermaid(fulfilment)}`);
  coverage.expect({ nodes: 100, edges: 100, errorEdges: 50 });
}
// #endregion teardown
