import type { WriteStream } from 'node:tty';

/** Makes a terminal erase the rest of a longer line. */
const CLEAR_REST = '\u001b[K';

/** Prints the progress of a run: in one line on a terminal, else in a line from time to time. */
export class Progress {
  private flights = 0;
  private minutes = 0;

  constructor(private readonly out: Pick<WriteStream, 'isTTY' | 'write'>) {}

  add(delay: number): void {
    this.flights += 1;
    this.minutes += delay;
    if (this.flights % (this.out.isTTY ? 250 : 5000) === 0) this.show();
  }

  end(): void {
    if (this.out.isTTY) this.out.write('\n');
  }

  private show(): void {
    const average = (this.minutes / this.flights).toFixed(1);
    const line = `${this.flights.toLocaleString('en')} flights so far, ${average} min late on average`;
    this.out.write(this.out.isTTY ? `\r${line}${CLEAR_REST}` : `${line}\n`);
  }
}
