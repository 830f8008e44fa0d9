import { flow } from 'millrace';

globalThis.flow = flow;
