import type { Row } from '../harness/row';
import { batches } from './batches';
import { d5 } from './d5';
import { d6 } from './d6';
import { d7 } from './d7';
import { d8 } from './d8';
import { growth } from './growth';
import { keptMemory } from './growth/kept-memory';
import { guards } from './guards';
import { p1 } from './p1';
import { p2, p2b } from './p2';
import { p3 } from './p3';
import { p4 } from './p4';
import { p5 } from './p5';
import { p6 } from './p6';
import { p7 } from './p7';
import { p8 } from './p8';
import { p9 } from './p9';
import { d3, d4 } from './postgres-steps';
import { sharedStore } from './shared-store';
import { d1, d2, d2b, dCpu } from './sqlite-steps';

/** All rows, in the order of the report. */
export const rows: readonly Row[] = [
  p1,
  p2,
  p2b,
  p3,
  p4,
  p5,
  p6,
  p7,
  p8,
  p9,
  growth,
  keptMemory,
  batches,
  guards,
  sharedStore,
  d1,
  d2,
  d2b,
  dCpu,
  d3,
  d4,
  d5,
  d6,
  d7,
  d8,
];
