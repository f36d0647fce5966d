/** Thrown when an inventory calculation is given what cannot be: a negative demand, a service level of 1 or more. */
export class StockInputError extends Error {
  override readonly name = "StockInputError";
  readonly argument: string;

  constructor(argument: string, message: string) {
    super(`${argument}: ${message}`);
    this.argument = argument;
  }
}

/** Throws StockInputError unless `value` is finite and not below zero. */
export function requireNotNegative(argument: string, value: number): void {
  if (!(value >= 0 && Number.isFinite(value)))
    throw new StockInputError(argument, `must be zero or more, got ${value}`);
}

/** Throws StockInputError unless `value` is finite and above zero. */
export function requireAboveZero(argument: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw new StockInputError(argument, `must be above zero, got ${value}`);
}

/** Throws StockInputError unless `value` lies strictly between 0 and 1. */
export function requireShare(argument: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new StockInputError(argument, `must lie between 0 and 1, got ${value}`);
}
