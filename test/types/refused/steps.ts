import {
  type ContextOf,
  HumanStep,
  key,
  MachineStep,
  PhasedStep,
  RouterStep,
  Step,
  type WorkContextOf,
} from 'millrace';
import { type A, type AB } from './given';

// @ts-expect-error an execute that demands more than the declared input (names A, AB)
@Step()
export class Narrow extends MachineStep<A, string> {
  execute(value: AB) {
    return value.b;
  }
}

export class Form {
  ok!: boolean;
}
export class SignedForm extends Form {
  by!: string;
}

// @ts-expect-error a complete that demands more than the declared form (names Form, SignedForm)
@Step()
export class NarrowForm extends HumanStep<A, Form, { done: A }> {
  request() {
    return { title: 'sign' };
  }
  complete(_form: SignedForm, value: A) {
    return this.to('done', value);
  }
}

// @ts-expect-error a class in @Step({ form }) that complete does not take (names Form, SignedForm)
@Step({ form: Form })
export class OtherForm extends HumanStep<A, SignedForm, { done: A }> {
  request() {
    return { title: 'sign' };
  }
  complete(_form: SignedForm, value: A) {
    return this.to('done', value);
  }
}

// @ts-expect-error a class in @Step({ input }) that the step does not take (names Form, A)
@Step({ input: Form })
export class OtherInput extends MachineStep<A, string> {
  execute(value: A) {
    return value.a;
  }
}

type Anything = ReturnType<typeof JSON.parse>;

// @ts-expect-error an output of type any (names next, any)
@Step()
export class GivesAny extends MachineStep<A, Anything> {
  execute(value: A) {
    return value;
  }
}

// @ts-expect-error a route that carries any (names large, any)
@Step()
export class RoutesAny extends RouterStep<A, { small: A; large: Anything }> {
  execute(value: A) {
    return this.to('small', value);
  }
}

// @ts-expect-error a class that extends no step base (names ~types)
@Step()
export class Plain {}

@Step()
export class Routes extends RouterStep<A, { small: { n: number }; large: A }> {
  execute(value: A) {
    // @ts-expect-error a route that is not declared (names smal, small, large)
    void this.to('smal', { n: 1 });
    // @ts-expect-error a route with a value that does not fit (names string, number)
    return this.to('small', { n: value.a });
  }
}

@Step()
export class WrongOutput extends MachineStep<A, AB> {
  // @ts-expect-error an outcome that does not fit the declared output (names WrongOutput, AB, string)
  execute(value: A) {
    return value.a;
  }
}

@Step()
export class Params extends MachineStep<A, A, object, { template: string }> {
  execute(value: A, ctx: ContextOf<this>) {
    // @ts-expect-error a param that is not declared (names tmplate, template)
    return { a: `${value.a} ${ctx.params.tmplate}` };
  }
}

@Step()
export class Emits extends MachineStep<A, A, { progress: number }> {
  execute(value: A, ctx: ContextOf<this>) {
    // @ts-expect-error a channel that is not declared (names tokens, progress)
    ctx.emit('tokens', 1);
    // @ts-expect-error an emitted value that does not fit its channel (names string, number)
    ctx.emit('progress', 'half');
    return value;
  }
}

@Step()
export class Streams extends MachineStep<A, string> {
  // @ts-expect-error a generator whose chunks have no channel (names AsyncGenerator, string)
  async *execute(value: A) {
    yield 1;
    return value.a;
  }
}

@Step()
// @ts-expect-error a system action as a route of a router (names error, system action)
export class SystemRoute extends RouterStep<A, { error: A; ok: A }> {
  execute(value: A) {
    return this.to('ok', value);
  }
}

@Step()
// @ts-expect-error a system action as a route of a human step (names overdue, system action)
export class SystemForm extends HumanStep<A, Form, { overdue: A }> {
  request() {
    return { title: 'sign' };
  }
  complete(_form: Form, value: A) {
    return this.to('overdue', value);
  }
}

@Step()
// @ts-expect-error a system action as a route of a phased step (names overdue, system action)
export class SystemPhase extends PhasedStep<A, A, A, { overdue: A }> {
  prepare(value: A) {
    return value;
  }
  execute(value: A) {
    return value;
  }
  finish(value: A) {
    return this.to('overdue', value);
  }
}

// @ts-expect-error the only way out beside another (names next, other)
@Step()
export class NextAndOther extends PhasedStep<A, A, A, { next: A; other: A }> {
  prepare(value: A) {
    return value;
  }
  execute(value: A) {
    return value;
  }
  finish(value: A) {
    return this.to('other', value);
  }
}

@Step()
export class Mistyped extends MachineStep<A, A> {
  execute(value: A) {
    return value;
  }
  // @ts-expect-error a mistyped hook that says override (names fallback)
  override falback(value: A) {
    return value;
  }
}

const attempts = key('attempts', 0);

@Step()
export class Writes extends MachineStep<A, A> {
  execute(value: A, { shared }: ContextOf<this>) {
    // @ts-expect-error a value that does not fit its key (names string, number)
    shared.set(attempts, 'one');
    // @ts-expect-error a value that may be missing (names undefined, number)
    shared.set(attempts, undefined as number | undefined);
    // @ts-expect-error an update that gives another type (names string, number)
    shared.update(attempts, (count) => `${count}`);
    return value;
  }
}

@Step()
export class Works extends PhasedStep<A, A, A, { done: A }> {
  prepare(value: A) {
    return value;
  }
  execute(value: A, ctx: WorkContextOf<this>) {
    // @ts-expect-error the shared store in the phase that is repeated (names shared)
    if (ctx.shared === undefined) throw new Error(ctx.path);
    return value;
  }
  finish(value: A) {
    return this.to('done', value);
  }
}
