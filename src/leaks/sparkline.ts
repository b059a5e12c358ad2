// Draws a series in one line of text.

const blocks = '▁▂▃▄▅▆▇█';
/** For terminals and files that show ASCII only. */
const plainMarks = '_.-~=+*#';

/** @param values that are drawn from 0 to their maximum, at most `width` characters. */
export function sparkline(values: readonly number[], isPlain: boolean, width: number = 40): string {
  const marks = isPlain ? plainMarks : blocks;
  const most = Math.max(...values, 0);
  if (most === 0) return marks[0]!.repeat(Math.min(values.length, width));
  return binned(values, width)
    .map(
      (value) =>
        marks[Math.min(marks.length - 1, Math.max(0, Math.round((value / most) * (marks.length - 1))))]!,
    )
    .join('');
}

/** Means of neighbours where there are more values than room. */
function binned(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width) return values;
  return Array.from({ length: width }, (_, bin) => {
    const part = values.slice(
      Math.floor((bin * values.length) / width),
      Math.floor(((bin + 1) * values.length) / width),
    );
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
