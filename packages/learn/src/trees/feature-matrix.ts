/** A column of a feature matrix: a number, or a category given as a whole-number code from 0. */
export interface FeatureColumn {
  name: string;
  kind: "number" | "category";
}

/** Rows × columns of features, row-major. `NaN` is a missing value, and so is a negative category code. */
export interface FeatureMatrix {
  columns: readonly FeatureColumn[];
  rows: number;
  values: Float32Array | Float64Array;
}

/** Features with what is to be learned from them. */
export interface LabelledMatrix extends FeatureMatrix {
  /** The target; 0 or 1 for binary, 0 … classes − 1 for multiclass, relevance from 0 for ranking. */
  labels: ArrayLike<number>;
  /** How much each row counts; 1 by default. For ranking, all rows of a query carry the query's weight. */
  weights?: ArrayLike<number>;
  /** For ranking: how many rows each query has, in order; they add up to `rows`. */
  queryRows?: ArrayLike<number>;
  /** ISO 8601 times of the first and the last record, where they are known. */
  window?: { from: string | null; to: string | null };
}

/** Builds a row-major matrix of numbers from columns of equal length. */
export function matrixFromColumns(columns: Readonly<Record<string, ArrayLike<number>>>): FeatureMatrix {
  const names = Object.keys(columns);
  const rows = columns[names[0] ?? ""]?.length ?? 0;
  const values = new Float64Array(rows * names.length);
  for (const [j, name] of names.entries()) {
    const column = columns[name]!;
    if (column.length !== rows)
      throw new RangeError(`Column "${name}" has ${column.length} rows, the first one ${rows}.`);
    for (let i = 0; i < rows; i++) values[i * names.length + j] = column[i]!;
  }
  return { columns: names.map((name) => ({ name, kind: "number" })), rows, values };
}

/** Copies the given rows (and their labels and weights) into a matrix of their own; query bounds are dropped. */
export function rowsOf(data: LabelledMatrix, rows: ArrayLike<number>): LabelledMatrix {
  const width = data.columns.length;
  const values = new Float64Array(rows.length * width);
  const labels = new Float64Array(rows.length);
  const weights = data.weights && new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    for (let j = 0; j < width; j++) values[i * width + j] = data.values[row * width + j]!;
    labels[i] = data.labels[row]!;
    if (weights && data.weights) weights[i] = data.weights[row]!;
  }
  return { columns: data.columns, rows: rows.length, values, labels, ...(weights ? { weights } : {}) };
}

/** Throws `RangeError` where sizes disagree or there is nothing to learn from. */
export function checkLabelledMatrix(data: LabelledMatrix): void {
  const { rows, columns, values, labels, weights, queryRows } = data;
  if (rows === 0 || columns.length === 0) throw new RangeError("There is no row or no column to learn from.");
  if (values.length !== rows * columns.length)
    throw new RangeError(
      `${rows} rows of ${columns.length} columns need ${rows * columns.length} values, not ${values.length}.`,
    );
  if (labels.length !== rows) throw new RangeError(`${rows} rows need as many labels, not ${labels.length}.`);
  for (let i = 0; i < rows; i++)
    if (!Number.isFinite(labels[i]))
      throw new RangeError(`The label of row ${i} is ${labels[i]}; drop rows without a label.`);
  if (weights) {
    if (weights.length !== rows) throw new RangeError(`${rows} rows need as many weights, not ${weights.length}.`);
    let total = 0;
    for (let i = 0; i < rows; i++) {
      const weight = weights[i]!;
      if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
        throw new RangeError(`The weight of row ${i} is ${weight}; weights are 0 or more.`);
      total += weight;
    }
    if (total === 0) throw new RangeError("All weights are 0.");
  }
  if (queryRows) {
    let total = 0;
    for (let q = 0; q < queryRows.length; q++) total += queryRows[q]!;
    if (total !== rows) throw new RangeError(`The queries hold ${total} rows, the matrix ${rows}.`);
  }
}
