import { BatchStep, HumanStep, MachineStep, PhasedStep, RouterStep, Step } from 'millrace';

// One step of each base, for tests that are about flows.

@Step()
export class Work extends MachineStep<unknown, number> {
  execute() {
    return 1;
  }
}

@Step()
export class OtherWork extends MachineStep<unknown, number> {
  execute() {
    return 2;
  }
}

@Step()
export class Route extends RouterStep<unknown, { left: number; right: number }> {
  execute() {
    return this.to('left', 1);
  }
}

@Step()
export class Phased extends PhasedStep<unknown, number, number, { done: number }> {
  prepare() {
    return 1;
  }
  execute(prepared: number) {
    return prepared;
  }
  finish(result: number) {
    return this.to('done', result);
  }
}

@Step()
export class Human extends HumanStep<unknown, { ok: boolean }, { yes: number; no: number }> {
  request() {
    return { title: 'decide' };
  }
  complete(form: { ok: boolean }) {
    return this.to(form.ok ? 'yes' : 'no', 1);
  }
}

@Step({ concurrency: 3, deadline: '1m', retry: { maxAttempts: 2 } })
export class Batch extends BatchStep<number, number> {
  execute(item: number) {
    return item;
  }
}

export class Undecorated extends MachineStep<unknown, number> {
  execute() {
    return 1;
  }
}
