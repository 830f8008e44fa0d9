import { toMermaid } from 'millrace/flow/drawing';
import 'reflect-metadata';
import { Container } from 'inversify';
import { createEngine } from 'millrace';
import { Cashier } from './cashier';
import { fulfilment } from './flow';
import { Warehouse } from './warehouse';

async function main(): Promise<void> {
  const order = { id: 'o-1', article: 'lamp', amount: 30 };

  // #region run
  const container = new Container();
  container.bind(Warehouse).toConstantValue(new Warehouse(new Map([['lamp', 'A7']])));
  container.bind(Cashier).toConstantValue(new Cashier(0));
  const engine = await createEngine({ container, flows: [fulfilment] });

  const run = await engine.start(fulfilment, order, { idempotencyKey: order.id });
  run.output('progress').subscribe((fraction) => console.log(`${fraction * 100} %`));
  run.events$.subscribe((event) => console.log(event.seq, event.type));
  console.log(await run.result()); // { action: 'done', value: { mail: 'Dear …', ledger: 'o-1 30' } }
  await engine.stop();
  // #endregion run

  console.log(toMermaid(fulfilment));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
