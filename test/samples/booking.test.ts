import { Container } from 'inversify';
import { createEngine } from 'millrace';
import { Bookings } from '../../samples/booking/bookings';
import { journey } from '../../samples/booking/flow';

async function book(...soldOut: readonly string[]) {
  const bookings = new Bookings(new Set(soldOut));
  const container = new Container();
  container.bind(Bookings).toConstantValue(bookings);
  const engine = await createEngine({ container, flows: [journey] });
  const outcome = await engine.run(journey, { from: 'Bern', to: 'Rome' });
  await engine.stop();
  return { outcome, log: bookings.log };
}

it('books a journey as a whole', async () => {
  const { outcome, log } = await book();
  expect(outcome.action).toBe('done');
  expect(log).toEqual(['booked direct flight to Rome', 'booked hotel to Rome', 'booked car to Rome']);
});

it('takes the flight that is there, and what is booked together is cancelled together', async () => {
  const { outcome, log } = await book('direct flight', 'car');
  expect(outcome.action).toBe('done');
  expect(log).toEqual([
    'booked cheap flight to Rome',
    'booked hotel to Rome',
    'cancelled hotel to Rome',
    'booked hostel to Rome',
  ]);
});

it('cancels everything that is still booked, newest first, when nothing helps', async () => {
  const { outcome, log } = await book('hotel', 'hostel');
  expect(outcome).toEqual({ action: 'cancelled', value: 'sorry: hostel to Rome is sold out' });
  expect(log.at(-1)).toBe('cancelled direct flight to Rome');
  expect(log.filter((line) => line.startsWith('booked')).length).toBe(
    log.filter((line) => line.startsWith('cancelled')).length,
  );
});
