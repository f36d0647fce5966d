/** Texts with what they ask for, and the sentence embedding of each. */
export interface IntentExamples {
  readonly texts: readonly string[];
  /** Row-major: `texts.length` rows of `dimension` values, of unit length or not. */
  readonly embeddings: Float32Array;
  readonly dimension: number;
  /** The intent of each text; null where it belongs to none of them (out of scope). */
  readonly intents: readonly (string | null)[];
  /** ISO 8601 times of the first and the last text, where they are known. */
  readonly window?: { readonly from: string | null; readonly to: string | null };
}

/** Thrown when examples cannot be learned from; the message says what to change. */
export class IntentExamplesError extends Error {
  override readonly name = "IntentExamplesError";
}

/** The distinct intents in alphabetical order. Throws `IntentExamplesError` unless there are two of them and the parts fit. */
export function checkExamples({ texts, embeddings, dimension, intents }: IntentExamples): string[] {
  if (!(Number.isInteger(dimension) && dimension > 0))
    throw new IntentExamplesError(`An embedding has a whole number of dimensions above zero, not ${dimension}.`);
  if (embeddings.length !== texts.length * dimension || intents.length !== texts.length)
    throw new IntentExamplesError(
      `${texts.length} texts need ${texts.length * dimension} embedding values and ${texts.length} intents; there are ${embeddings.length} and ${intents.length}.`,
    );
  if (embeddings.some((value) => !Number.isFinite(value)))
    throw new IntentExamplesError("An embedding holds a value that is not a finite number. Embed the texts again.");
  const names = [...new Set(intents.filter((intent) => intent !== null))].sort();
  if (names.length < 2)
    throw new IntentExamplesError("Examples of at least two intents are needed to tell them apart.");
  return names;
}

/** The rows named, in that order. */
export function examplesAt(examples: IntentExamples, rows: ArrayLike<number>): IntentExamples {
  const { texts, intents, dimension } = examples;
  const selected = Array.from(rows);
  const embeddings = new Float32Array(selected.length * dimension);
  for (const [k, row] of selected.entries()) embeddings.set(embeddingAt(examples, row), k * dimension);
  return {
    texts: selected.map((row) => texts[row]!),
    intents: selected.map((row) => intents[row]!),
    embeddings,
    dimension,
  };
}

/** One row's embedding, in place. */
export function embeddingAt({ embeddings, dimension }: IntentExamples, row: number): Float32Array {
  return embeddings.subarray(row * dimension, (row + 1) * dimension);
}
