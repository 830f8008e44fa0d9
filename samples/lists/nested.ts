import { each, exit, flow, fn, pipe } from 'millrace';

// Lists of lists: an `each` inside an `each`.

export interface Course {
  readonly title: string;
  readonly marks: readonly number[];
}

// #region flow
const passed = each(fn('passed', (mark: number) => mark >= 4));
const count = fn('count', (results: readonly boolean[]) => results.filter(Boolean).length);

const { to, wire } = flow('passed-by-course').nodes({
  courses: each(
    pipe(
      fn('marks', ({ marks }: Course) => marks),
      passed,
      count,
    ),
    { concurrency: 1 },
  ),
  done: exit<readonly number[]>(),
});

export const passedByCourse = wire('courses', { courses: to.done });
// #endregion flow
