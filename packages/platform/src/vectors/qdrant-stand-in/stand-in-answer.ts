/** What is answered: a result, or an error in its place. */
export interface Answer {
  readonly status: number;
  readonly result?: unknown;
  readonly error?: string;
}
