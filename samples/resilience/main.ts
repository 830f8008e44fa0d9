import { Resilience } from 'millrace/resilience';
import 'reflect-metadata';
import { Container } from 'inversify';
import { createEngine } from 'millrace';
import { quote, rateTable } from './flow';
import { closings, KeptRates, rates } from './quote';
import { Archive, RateService } from './rate-service';

async function main(): Promise<void> {
  const service = new RateService();
  const archive = new Archive();
  const container = new Container();
  container.bind(RateService).toConstantValue(service);
  // #region protect
  container
    .bind(Archive)
    .toDynamicValue((context) => context.get(Resilience).protect(archive, { breaker: closings, timeout: '1s' }))
    .inSingletonScope();
  // #endregion protect
  container.bind(KeptRates).toConstantValue(new KeptRates());
  const engine = await createEngine({ container, flows: [quote, rateTable] });
  engine.events$.subscribe((event) => {
    if (event.type.startsWith('breaker.')) console.log(`-- ${event.type}`);
  });
  const ask = async (currency: string) => console.log(currency, JSON.stringify(await engine.run(quote, currency)));

  await ask('EUR');
  console.log('-- somebody pulls the plug');
  service.down = true;
  for (let call = 0; call < 3; call += 1) await ask('EUR');
  const { calls } = service;
  await ask('EUR');
  await ask('USD');
  archive.broken = true;
  await ask('USD');
  console.log(`-- ${service.calls - calls} calls were made since then`);
  const table = await engine.run(rateTable, ['EUR', 'USD']);
  console.log(table.status, table.quotes.length, Object.keys(table.failures));

  console.log('-- and puts it in again, and an operator does not wait for the 30 s');
  service.down = false;
  const resilience = container.get(Resilience);
  resilience.isolate(rates);
  resilience.release(rates);
  await ask('USD');
  console.log(engine.resilience().breakers['rates']?.state);
  await engine.stop();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
