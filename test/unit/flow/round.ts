import { exit, flow } from 'millrace';
import { Route } from './steps';

const { to, wire } = flow('round').nodes({ ways: Route, again: exit<unknown>(), out: exit<unknown>() });

/** A flow that can be the body of `repeat`. */
export const round = wire('ways', { ways: { left: to.again, right: to.out } });
