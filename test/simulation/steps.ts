import { HumanStep, MachineStep, PhasedStep, RouterStep, Step, unchecked } from 'millrace';

// Step classes for random flows. Nothing of them is ever called: a fake driver invents what they would have given. What
// counts is their base and which hooks they have.

type Value = unknown;
interface Ways {
  a: Value;
  b: Value;
}

@Step()
export class Plain extends MachineStep<Value, Value> {
  execute(value: Value) {
    return value;
  }
}

@Step()
export class WithFallback extends MachineStep<Value, Value> {
  execute(value: Value) {
    return value;
  }

  override fallback(): Value {
    return undefined;
  }
}

@Step()
export class Undoable extends MachineStep<Value, Value> {
  execute(value: Value) {
    return value;
  }

  override compensate() {
    // Nothing of it is ever called.
  }
}

@Step()
export class Router extends RouterStep<Value, Ways> {
  execute(value: Value) {
    return this.to('a', value);
  }
}

@Step()
export class Phased extends PhasedStep<Value, Value, Value, Ways> {
  prepare(value: Value) {
    return value;
  }

  execute(value: Value) {
    return value;
  }

  finish(value: Value) {
    return this.to('a', value);
  }
}

@Step({ form: unchecked() })
export class Human extends HumanStep<Value, Value, Ways> {
  request() {
    return { title: 'decide' };
  }

  complete(value: Value) {
    return this.to('a', value);
  }
}
