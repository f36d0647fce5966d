import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { IntentExamples } from "@aisle/learn/intents/intent-examples";
import { openMiniLm } from "@aisle/platform/embed/minilm-embedder";
import { parse } from "csv-parse/sync";

/** A text and its intent, as the data sets give them. */
export interface LabelledText {
  readonly text: string;
  readonly intent: string;
}

/** Reads a CSV (gzipped or not) whose first column is the text and whose second the intent, whatever they are called. */
export function readLabelledTexts(path: string): LabelledText[] {
  const bytes = readFileSync(path);
  const rows: string[][] = parse(path.endsWith(".gz") ? gunzipSync(bytes) : bytes, { bom: true, from_line: 2 });
  return rows.map(([text = "", intent = ""]) => ({ text, intent: intent.trim().toLowerCase() }));
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
