import { MachineStep, node, Step } from 'millrace';
import { bulkhead, circuitBreaker, perSecond, Resilience } from 'millrace/resilience';
import { type A } from './given';

const payments = circuitBreaker('payments');

// @ts-expect-error a limiter where a breaker belongs (names limit, breaker)
@Step({ breaker: perSecond(5) })
export class Guarded extends MachineStep<A, A> {
  execute(value: A) {
    return value;
  }
}

// @ts-expect-error a number of calls that does not say per what (names number, Guard)
export const unclear = node(Guarded, { limit: 50 });

// @ts-expect-error a bulkhead as a text (names string, Guard)
export const text = node(Guarded, { bulkhead: '10' });

class Client {
  readonly url = 'https://api.example';
  async charge(amount: number): Promise<string> {
    return `charged ${amount}`;
  }
}

const client = new Resilience().protect(new Client(), { breaker: payments, bulkhead: bulkhead(5) });

// @ts-expect-error another argument than the client's method takes (names string, number)
export const charged = client.charge('5');

export const misnamed = new Resilience().protect(new Client(), {
  // @ts-expect-error policies for a method that the client does not have (names refund)
  methods: { refund: { timeout: '5s' } },
});

export const noMethod = new Resilience().protect(new Client(), {
  // @ts-expect-error policies for a member that is no method (names url)
  methods: { url: { timeout: '5s' } },
});
