/** Thrown when a feature function is given what cannot be: a half-life of zero, arrays of unequal length. */
export class FeatureInputError extends Error {
  override readonly name = "FeatureInputError";
  readonly argument: string;

  constructor(argument: string, message: string) {
    super(`${argument}: ${message}`);
    this.argument = argument;
  }
}

/** Throws FeatureInputError unless `value` is finite and above zero. */
export function requireAboveZero(argument: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw new FeatureInputError(argument, `must be above zero, got ${value}`);
}
