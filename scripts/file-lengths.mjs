import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Lines that no file may pass, that few may, and that half of the files stay below. */
const limits = { max: 400, long: 250, longShare: 0.05, median: 80 };
const measured = /\.(ts|tsx|mts|cts|js|jsx|mjs|cjs|css|sh)$/;

/** Measures the files of a folder against the promised lengths: problems as lines, and the figures. */
export function fileLengths(root, files) {
  const sizes = files
    .filter((file) => measured.test(file))
    .map((file) => ({ file, lines: readFileSync(join(root, file), "utf8").split("\n").length - 1 }))
    .sort((a, b) => a.lines - b.lines);
  if (sizes.length === 0) return { problems: ["no source file was read"], figures: "" };
  const median = sizes[Math.floor(sizes.length / 2)].lines;
  const long = sizes.filter(({ lines }) => lines > limits.long).length;
  const problems = sizes
    .filter(({ lines }) => lines > limits.max)
    .map(({ file, lines }) => `${file}: ${lines} lines, at most ${limits.max}`);
  if (median > limits.median) problems.push(`half of the files have ${median} lines or more, at most ${limits.median}`);
  if (long > sizes.length * limits.longShare)
    problems.push(
      `${long} of ${sizes.length} files have more than ${limits.long} lines, at most 1 in ${1 / limits.longShare}`,
    );
  const figures = `${sizes.length} files, median ${median} lines, ${long} above ${limits.long}, longest ${sizes.at(-1).lines}`;
  return { problems, figures };
}
