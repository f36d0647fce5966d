import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeArtefact, encodeArtefact, readArtefactInfo } from "./artefact/artefact.ts";
import { ArtefactError } from "./artefact/artefact-error.ts";
import { loadItemNeighbours, saveItemNeighbours } from "./covisitation/item-neighbours.ts";
import { trainItemNeighbours } from "./covisitation/train-item-neighbours.ts";
import { trainGlobalForecast } from "./forecast/panel/global-forecast.ts";
import { loadGlobalForecast, saveGlobalForecast } from "./forecast/panel/save-global-forecast.ts";
import { loadForecast, saveForecast } from "./forecast/save-forecast.ts";
import { trainForecast } from "./forecast/train-forecast.ts";
import { loadIntentClassifier, saveIntentClassifier } from "./intents/save-intent-classifier.ts";
import { trainIntentClassifier } from "./intents/train-intent-classifier.ts";
import { loadRanker, saveRanker } from "./neural/save-ranker.ts";
import { trainRanker } from "./neural/train-ranker.ts";
import { packHistories } from "./recommend/item-histories.ts";
import { loadRecommender, saveRecommender } from "./recommend/save-recommender.ts";
import { trainRecommender } from "./recommend/train-recommender.ts";
import { normalDraw, seededRandom } from "./seeded-random.ts";
import { loadSizeModel, saveSizeModel } from "./size/save-size-model.ts";
import { trainSizeModel } from "./size/train-size-model.ts";
import { TrainingCancelled, type TrainingControl, type TrainingProgress } from "./training-control.ts";
import { TrainingTooLarge } from "./training-memory.ts";
import { loadBoostedTrees, saveBoostedTrees } from "./trees/save-boosted-trees.ts";
import { trainBoostedTrees } from "./trees/train-boosted-trees.ts";

const window = { from: "2025-01-01T00:00:00.000Z", to: "2025-02-09T00:00:00.000Z" };
const random = seededRandom(9);
const rows = 200;
const columns = ["weightKg", "heightCm"].map((name) => ({ name, kind: "number" as const }));
const values = Float64Array.from({ length: rows * 2 }, (_, k) => (k % 2 ? 170 : 65) + 8 * normalDraw(random));
const matrix = { columns, rows, values };
const classes = Float64Array.from({ length: rows }, (_, i) => (values[i * 2]! > 65 ? 1 : 0));
const day = (k: number) => Date.parse(window.from) + k * 86_400_000;
const histories = packHistories(
  Array.from({ length: 40 }, (_, h) => ({
    items: [0, 1, 2, 3].map((k) => `i${(h + k * (1 + (h % 2))) % 7}`),
    times: [0, 1, 2, 3].map(() => day(h)),
  })),
);
const series = ["a", "b"].map((id) => ({
  id,
  values: Float64Array.from({ length: 60 }, (_, t) => 20 + 5 * Math.sin(t / 2) + random()),
}));

/** A kind of model: how it is trained in a moment, saved, and read again. */
interface Kind {
  readonly kind: string;
  readonly train: (control: TrainingControl) => Uint8Array;
  readonly reload: (bytes: Uint8Array) => Uint8Array;
}

function kindOf<Model>(
  kind: string,
  train: (control: TrainingControl) => Model,
  save: (model: Model) => Uint8Array,
  load: (bytes: Uint8Array) => Model,
): Kind {
  return { kind, train: (control) => save(train(control)), reload: (bytes) => save(load(bytes)) };
}

const kinds: readonly Kind[] = [
  kindOf(
    "boosted-trees",
    (control) =>
      trainBoostedTrees(
        { ...matrix, labels: classes, window },
        { loss: { kind: "binary" }, trees: 5, rowShare: 0.5 },
        control,
      ),
    saveBoostedTrees,
    loadBoostedTrees,
  ),
  kindOf(
    "item-neighbours",
    (control) => trainItemNeighbours([{ items: ["a", "b", "c"] }, { items: ["a", "b"] }], {}, control),
    (model) => saveItemNeighbours(model, { window: { ...window, rows: 2 }, parameters: { shrinkage: 5 } }),
    loadItemNeighbours,
  ),
  kindOf(
    "recommender",
    (control) =>
      trainRecommender(
        { histories },
        {
          scorers: [
            { kind: "popularity", halfLifeDays: 20 },
            { kind: "transitions" },
            { kind: "session-neighbours" },
            { kind: "next-item-linear" },
            { kind: "sequence-logit", epochs: 1 },
            { kind: "item-neighbours", measure: "lift" },
          ],
          validation: { kind: "last-sessions", days: 9 },
          blend: { epochs: 2 },
        },
        control,
      ),
    saveRecommender,
    loadRecommender,
  ),
  kindOf(
    "neural-ranker",
    (control) =>
      trainRanker(
        tf,
        {
          rows,
          dense: Float32Array.from(values),
          ids: new Uint32Array(rows).fill(7),
          labels: Float32Array.from(classes),
          queryRows: new Array(20).fill(10),
          window,
        },
        {
          shape: { dense: ["w", "h"], ids: [{ name: "brand", buckets: 8, dimension: 2 }], hidden: [4] },
          epochs: 2,
        },
        control,
      ),
    saveRanker,
    loadRanker,
  ),
  kindOf(
    "intent-classifier",
    (control) =>
      trainIntentClassifier(
        {
          texts: Array.from({ length: 20 }, (_, k) => (k % 2 ? `where is parcel ${k}` : `send it back ${k}`)),
          intents: Array.from({ length: 20 }, (_, k) => (k % 2 ? "status" : "return")),
          embeddings: Float32Array.from({ length: 40 }, (_, k) => (k % 4 < 2 ? 1 : -1) + 0.1 * ((k * 7) % 5)),
          dimension: 2,
          window,
        },
        { buckets: 256, epochs: 2 },
        control,
      ),
    saveIntentClassifier,
    loadIntentClassifier,
  ),
  kindOf(
    "forecast",
    (control) => trainForecast({ period: 12, series, window }, { horizon: 3, rounds: 6 }, control),
    saveForecast,
    loadForecast,
  ),
  kindOf(
    "global-forecast",
    (control) => trainGlobalForecast({ period: 12, series, window }, { horizon: 2, trees: 4, lags: 3 }, control),
    saveGlobalForecast,
    loadGlobalForecast,
  ),
  kindOf(
    "size",
    (control) =>
      trainSizeModel(
        { measures: matrix, sizes: Int32Array.from(classes), window, brands: new Array(rows).fill("own") },
        { sizes: ["S", "L"], trees: { trees: 5 } },
        control,
      ),
    saveSizeModel,
    loadSizeModel,
  ),
];

/** Versions of contents, where they are no longer the first. */
const versions: { readonly [kind: string]: number } = { "item-neighbours": 2 };

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe.each(kinds)("a model of kind $kind", ({ kind, train, reload }) => {
  const version = versions[kind] ?? 1;
  const bytes = () => train({ random: seededRandom(4) });

  it("is the same for the same seed, and after saving and loading", () => {
    const once = bytes();
    expect(bytes()).toEqual(once);
    expect(reload(once)).toEqual(once);
  });

  it("reports its version, window, parameters and metrics", () => {
    const info = readArtefactInfo(bytes());
    expect(info).toMatchObject({ kind, version });
    expect({ from: info.window.from?.slice(0, 10), to: info.window.to?.slice(0, 10) }).toEqual({
      from: "2025-01-01",
      to: "2025-02-09",
    });
    expect(info.window.rows).toBeGreaterThan(0);
    expect(Object.keys(info.parameters).length).toBeGreaterThan(0);
    for (const value of Object.values(info.metrics)) expect(value).toEqual(expect.any(Number));
    // Neighbours are counted, not fitted: there is nothing to measure.
    if (kind !== "item-neighbours") expect(Object.keys(info.metrics).length).toBeGreaterThan(0);
  });

  it("reports its training in order, and stops at any of its reports", () => {
    const reports: TrainingProgress[] = [];
    train({ onProgress: (progress) => reports.push(progress) });
    expect(reports.length).toBeGreaterThan(0);
    for (const { done, total } of reports) expect(done).toBeLessThanOrEqual(total);
    expect(reports.at(-1)!.done).toBe(reports.at(-1)!.total);
    for (let stopAt = 1; stopAt <= Math.min(reports.length, 12); stopAt++) {
      const abort = new AbortController();
      let seen = 0;
      const onProgress = () => {
        seen++;
        if (seen === stopAt) abort.abort();
      };
      expect(() => train({ signal: abort.signal, onProgress })).toThrow(TrainingCancelled);
      expect(seen).toBe(stopAt);
    }
  });

  it("is refused when damaged, cut off, of another kind or from a newer Aisle", () => {
    const whole = bytes();
    const refusalOf = (broken: Uint8Array) => {
      try {
        reload(broken);
      } catch (error) {
        if (error instanceof ArtefactError) return error.refusal;
      }
      return "accepted";
    };
    const random = seededRandom(1);
    for (let trial = 0; trial < 20; trial++) {
      const broken = whole.slice();
      broken[32 + Math.floor(random() * (whole.length - 32))]! ^= 1 << (trial % 8);
      expect(refusalOf(broken)).toBe("damaged");
    }
    expect(refusalOf(whole.subarray(0, whole.length - 8))).toBe("truncated");
    expect(refusalOf(new Uint8Array(100))).toBe("not-an-artefact");
    const artefact = decodeArtefact(whole, { kind, version });
    expect(refusalOf(encodeArtefact({ ...artefact, kind: "foreign" }))).toBe("wrong-kind");
    expect(refusalOf(encodeArtefact({ ...artefact, version: version + 1 }))).toBe("newer-version");
    const future = whole.slice();
    future[8] = 2;
    expect(refusalOf(future)).toBe("newer-format");
  });

  it("is not begun where it would take more memory than it may", () => {
    const attempt = () => train({ memoryLimitBytes: 20 });
    expect(attempt).toThrow(TrainingTooLarge);
    expect(attempt).toThrow(/about [\d,]+ MB; 1 MB are allowed\. \S/);
  });
});
