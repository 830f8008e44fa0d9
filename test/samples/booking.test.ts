import { Container } from 'inversify';
import { testFlow } from 'millrace/testing';
import { Bookings } from '../../samples/booking/bookings';
import { journey } from '../../samples/booking/flow';

async function book(...soldOut: readonly string[]) {
  const bookings = new Bookings(new Set(soldOut));
  const container = new Container();
  container.bind(Bookings).toConstantValue(bookings);
  const { result } = await testFlow(journey, { input: { from: 'Bern', to: 'Rome' }, container, patience: '1m' });
  return { result, log: bookings.log };
}

it('books a journey as a whole', async () => {
  const { result, log } = await book();
  expect(result?.action).toBe('done');
  expect(log).toEqual(['booked direct flight to Rome', 'booked hotel to Rome', 'booked car to Rome']);
});

it('takes the flight that is there, and what is booked together is cancelled together', async () => {
  const { result, log } = await book('direct flight', 'car');
  expect(result?.action).toBe('done');
  expect(log).toEqual([
    'booked cheap flight to Rome',
    'booked hotel to Rome',
    'cancelled hotel to Rome',
    'booked hostel to Rome',
  ]);
});

it('cancels everything that is still booked, newest first, when nothing helps', async () => {
  const { result, log } = await book('hotel', 'hostel');
  expect(result).toEqual({ action: 'cancelled', value: 'sorry: hostel to Rome is sold out' });
  expect(log.at(-1)).toBe('cancelled direct flight to Rome');
  expect(log.filter((line) => line.startsWith('booked')).length).toBe(
    log.filter((line) => line.startsWith('cancelled')).length,
  );
});
