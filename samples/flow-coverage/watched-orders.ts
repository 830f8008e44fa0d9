import { Container } from 'inversify';
import { createEngine, type Engine } from 'millrace';
import { type FlowCoverage, flowCoverage } from 'millrace/testing';
import { Cashier } from '../order-fulfilment/cashier';
import { fulfilment } from '../order-fulfilment/flow';
import { Warehouse } from '../order-fulfilment/warehouse';
import { countsFolder } from './counts-folder';

// #region save
/** Returns the coverage of a test file, which is saved when its tests have ended. */
export function coverageOfThisFile(): FlowCoverage {
  const coverage = flowCoverage(fulfilment);
  afterAll(() => coverage.save(countsFolder));
  return coverage;
}

/** Returns an engine that is watched from before its first run. */
export async function watchedEngine(coverage: FlowCoverage): Promise<Engine> {
  const container = new Container();
  container.bind(Warehouse).toConstantValue(new Warehouse(new Map([['lamp', 'A7']])));
  container.bind(Cashier).toConstantValue(new Cashier(0));
  const engine = await createEngine({ container, flows: [fulfilment] });
  coverage.watch(engine);
  return engine;
}
// #endregion save
