import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IntentExamples } from "@aisle/learn/intents/intent-examples";
import { openMiniLm } from "@aisle/platform/embed/minilm-embedder";
import { readCsvColumns } from "../learn/csv-table.ts";

/** A text and its intent, as the data sets give them. */
export interface LabelledText {
  readonly text: string;
  readonly intent: string;
}

/**
 * Reads the columns `text` and `category` or `intent`, gzipped or not; intents are trimmed and in small letters. A file of
 * `unlabelled` texts may lack the intent. Throws where a column is absent.
 */
export function readLabelledTexts(path: string, { unlabelled = false } = {}): LabelledText[] {
  const columns = readCsvColumns(path, ["text"] as const);
  const intents = columns.category ?? columns.intent;
  if (!intents && !unlabelled) throw new Error(`${path} lacks the column category or intent.`);
  return columns.text.map((text, row) => ({ text, intent: intents?.[row]?.trim().toLowerCase() ?? "" }));
}

/** Embeds texts of several sets with all-MiniLM-L6-v2 (int8), and says how long it took. */
export async function embedTexts(sets: readonly (readonly LabelledText[])[], outOfScope = "oos") {
  const cacheDir = mkdtempSync(join(tmpdir(), "aisle-bench-"));
  const embedder = await openMiniLm({ cacheDir });
  try {
    const started = performance.now();
    const examples: IntentExamples[] = [];
    for (const set of sets) {
      const vectors = await embedder.embedMany(set.map(({ text }) => text));
      const embeddings = new Float32Array(set.length * embedder.dimension);
      for (const [row, vector] of vectors.entries()) embeddings.set(vector, row * embedder.dimension);
      examples.push({
        texts: set.map(({ text }) => text),
        intents: set.map(({ intent }) => (intent === outOfScope ? null : intent)),
        embeddings,
        dimension: embedder.dimension,
      });
    }
    return { examples, embedSeconds: (performance.now() - started) / 1000 };
  } finally {
    await embedder.close();
    rmSync(cacheDir, { recursive: true, force: true });
  }
}
