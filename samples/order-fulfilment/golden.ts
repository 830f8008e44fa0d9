import { join } from 'node:path';
import { Container } from 'inversify';
import { expectReplay, recordHistory, testFlow } from 'millrace/testing';
import { Cashier } from './cashier';
import { AmountRouter, fulfilment } from './flow';
import { Warehouse } from './warehouse';

/** An order whose charge goes through at the third attempt. */
export const golden = join(__dirname, 'golden', 'third-attempt.json');

// #region record
/** Records the golden history. Run once by hand; the file is checked in. */
export async function record(file: string): Promise<void> {
  const container = new Container();
  container.bind(Warehouse).toConstantValue(new Warehouse(new Map([['lamp', 'A7']])));
  container.bind(Cashier).toConstantValue(new Cashier(2));
  const order = { id: 'o-1', article: 'lamp', amount: 30 };
  await recordHistory(file, await testFlow(fulfilment, { input: order, container, random: () => 0.5 }));
}
// #endregion record

// #region replay
/** Checks in every build that today's flow still takes the recorded path. Only the router is executed. */
export async function check(): Promise<void> {
  await expectReplay(fulfilment, golden, { run: [AmountRouter] });
}
// #endregion replay
