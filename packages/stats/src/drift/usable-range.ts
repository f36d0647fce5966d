import { type Degenerate, degenerate } from "../degenerate.ts";

/** Beyond this size, squares summed over a billion values leave the range of doubles and would turn into NaN. */
export const maxUsableValue = 1e145;

/**
 * What is wrong with the first unusable value, or null: NaN, an infinity, or a size whose squares cannot be summed.
 *
 * @equation |x| ≤ 1e145 for all x
 * @source definition
 */
export function valuesFault(values: ArrayLike<number>): Degenerate | null {
  for (let i = 0; i < values.length; i++) {
    const fault = valueFault(values[i]!);
    if (fault) return fault;
  }
  return null;
}

/**
 * What is wrong with a value, or null: NaN, an infinity, or a size whose squares cannot be summed.
 *
 * @equation |x| ≤ 1e145
 * @source definition
 */
export function valueFault(value: number): Degenerate | null {
  if (!Number.isFinite(value)) return degenerate("not-finite", "a value is NaN or infinite");
  if (Math.abs(value) <= maxUsableValue) return null;
  return degenerate("not-finite", `the value ${value} is too large to square and sum; rescale the column`);
}
