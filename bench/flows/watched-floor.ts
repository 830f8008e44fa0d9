import { Subject } from 'rxjs';

interface Step {
  readonly execute: (value: number) => Promise<number>;
}

/**
 * The floor of a watched chain: awaits each step in a plain loop, and makes and sends the four events and the output of
 * a step by hand.
 */
export class WatchedFloor {
  private readonly events = new Subject<object>();
  private readonly outputs = new Subject<object>();
  private seq = 0;

  constructor(
    private readonly step: Step,
    onValue: () => void,
  ) {
    this.events.subscribe(onValue);
    this.outputs.subscribe(onValue);
  }

  async run(length: number): Promise<number> {
    let value = 0;
    for (let count = 0; count < length; count += 1) {
      const node = `n${count}`;
      const path = `${node}#1`;
      const { seq } = this;
      this.outputs.next({
        runId: 'run',
        node,
        path,
        attempt: 1,
        execution: count,
        seq,
        no: count,
        channel: 'progress',
        value,
      });
      value = await this.step.execute(value);
      this.send('step.completed', node, path, { action: 'next', value });
      this.send('route.taken', node, path, { action: 'next', to: node });
      this.send('step.scheduled', node, path, { visit: 1 });
      this.send('step.started', node, path, {});
    }
    return value;
  }

  private send(type: string, node: string, path: string, data: object): void {
    this.seq += 1;
    this.events.next({
      v: 1,
      seq: this.seq,
      type,
      runId: 'run',
      flow: 'chain',
      version: '1.0.0',
      at: Date.now(),
      correlationId: 'run',
      path,
      node,
      place: node,
      attempt: 1,
      data,
    });
  }
}
