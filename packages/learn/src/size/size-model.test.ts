import { describe, expect, it } from "vitest";
import { ArtefactError } from "../artefact/artefact-error.ts";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { chooseSize } from "./choose-size.ts";
import { recommendSize } from "./recommend-size.ts";
import { loadSizeModel, saveSizeModel } from "./save-size-model.ts";
import type { FitOutcome, SizeHistory } from "./size-model.ts";
import { calibrationError, sizeProbabilities } from "./size-probabilities.ts";
import { trainSizeModel } from "./train-size-model.ts";

const sizes = ["XS", "S", "M", "L", "XL"];
const runs: Record<string, number> = { true: 0, small: 1, large: -1 };

/** Shoppers whose girth follows from weight and height; one in five buys a size off and sends it back. */
function shop(rows: number, seed: number): SizeHistory & { fitting: number[] } {
  const random = seededRandom(seed);
  const values = new Float64Array(rows * 3);
  const bought: number[] = [];
  const outcomes: FitOutcome[] = [];
  const brands: string[] = [];
  const fitting: number[] = [];
  for (let i = 0; i < rows; i++) {
    const height = 150 + 40 * random();
    const index = 18 + 14 * random();
    const brand = Object.keys(runs)[Math.floor(random() * 3)]!;
    const body = (index - 18) / 2.8 + 0.3 * normalDraw(random);
    const fits = Math.max(0, Math.min(4, Math.floor(body + runs[brand]!)));
    const off = random() < 0.2 ? (random() < 0.5 ? -1 : 1) : 0;
    const size = Math.max(0, Math.min(4, fits + off));
    values.set([index * (height / 100) ** 2, height, random() < 0.02 ? 0 : 20 + 50 * random()], i * 3);
    bought.push(size);
    outcomes.push(size < fits ? "tooSmall" : size > fits ? "tooLarge" : "kept");
    brands.push(brand);
    fitting.push(fits);
  }
  const columns = ["weightKg", "heightCm", "ageYears"].map((name) => ({ name, kind: "number" as const }));
  return { measures: { columns, rows, values }, sizes: bought, outcomes, brands, fitting };
}

const history = shop(6000, 1);
const model = trainSizeModel(history, { sizes, trees: { trees: 150, leaves: 15 } });
const measuresOf = (bodyMassIndex: number) => ({ weightKg: bodyMassIndex * 1.7 ** 2, heightCm: 170, ageYears: 30 });

describe("size model", () => {
  it("finds fitting sizes of unseen shoppers, better with the brand than without", () => {
    const test = shop(1500, 2);
    const hits = (withBrand: boolean) => {
      let right = 0;
      for (let i = 0; i < 1500; i++) {
        const [weightKg, heightCm, ageYears] = test.measures.values.subarray(i * 3, i * 3 + 3);
        const brand = withBrand ? { brand: test.brands![i]! } : {};
        if (
          recommendSize(model, { measures: { weightKg, heightCm, ageYears }, ...brand }).size ===
          sizes[test.fitting[i]!]
        )
          right++;
      }
      return right / 1500;
    };
    expect(hits(true)).toBeGreaterThan(0.7);
    expect(hits(true)).toBeGreaterThan(hits(false) + 0.15);
  });

  it("learns how brands run, and says so", () => {
    expect(model.brands.small!.offset).toBeGreaterThan(1);
    expect(model.brands.large!.offset).toBeLessThan(-1);
    expect(Math.abs(model.brands.true!.offset)).toBeLessThan(0.7);
    expect(recommendSize(model, { measures: measuresOf(25), brand: "small" }).reason).toMatch(/small runs small/);
    expect(recommendSize(model, { measures: measuresOf(25), brand: "unheard" }).reason).not.toMatch(/runs/);
  });

  it("lets a shopper's own returns speak", () => {
    const question = { measures: measuresOf(25), brand: "true" };
    const without = recommendSize(model, question);
    const past = [1, 2, 3, 4].map(() => ({ size: without.size, outcome: "tooSmall" as const, brand: "true" }));
    const after = recommendSize(model, { ...question, past });
    expect(sizes.indexOf(after.size)).toBeGreaterThan(sizes.indexOf(without.size));
    expect(after.reason).toMatch(/larger size than usual/);
    const happy = [1, 2, 3].map(() => ({ size: without.size, outcome: "kept" as const, brand: "true" }));
    expect(recommendSize(model, { ...question, past: happy }).size).toBe(without.size);
  });

  it("names two sizes at a boundary and one in the middle of a size", () => {
    const answers = Array.from({ length: 60 }, (_, k) =>
      recommendSize(model, { measures: measuresOf(19 + k * 0.2), brand: "true" }),
    );
    const between = answers.filter((answer) => answer.between !== undefined);
    expect(between.length).toBeGreaterThan(5);
    expect(between.length).toBeLessThan(40);
    for (const { size, between: other } of between)
      expect(Math.abs(sizes.indexOf(size) - sizes.indexOf(other!))).toBe(1);
    expect(between[0]!.reason).toMatch(/^Between /);
  });

  it("takes slips as missing, and answers without any measure", () => {
    const slipped = recommendSize(model, { measures: { ...measuresOf(25), ageYears: 0 } });
    const missing = recommendSize(model, { measures: { ...measuresOf(25), ageYears: undefined } });
    expect(slipped).toEqual({ ...missing, reason: slipped.reason });
    const blank = recommendSize(model, { measures: {} });
    expect(blank.reason).toMatch(/without any measure/);
    expect(Object.values(blank.probabilities).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
  });

  it("is calibrated on unseen shoppers", () => {
    const test = shop(3000, 5);
    const fittingRows = test.outcomes!.flatMap((outcome, i) => (outcome === "kept" ? [i] : []));
    const probabilities = sizeProbabilities(model, test.measures);
    const of = Float64Array.from(fittingRows.flatMap((i) => [...probabilities.subarray(i * 5, i * 5 + 5)]));
    expect(
      calibrationError(
        of,
        fittingRows.map((i) => test.sizes[i]!),
        5,
      ),
    ).toBeLessThan(0.06);
  });

  it("answers the same after saving, and refuses damage", () => {
    const bytes = saveSizeModel(model);
    const loaded = loadSizeModel(bytes);
    expect(loaded).toEqual(model);
    expect(recommendSize(loaded, { measures: measuresOf(27), brand: "small" })).toEqual(
      recommendSize(model, { measures: measuresOf(27), brand: "small" }),
    );
    bytes[bytes.length - 100]! ^= 4;
    expect(() => loadSizeModel(bytes)).toThrow(ArtefactError);
  });

  it("chooses the middle over a lonely peak when neighbours count", () => {
    const peaks = [0.36, 0.04, 0.3, 0.3, 0];
    expect(chooseSize(peaks, 0, 0).size).toBe(0);
    expect(chooseSize(peaks, 0.5, 0).size).toBe(2);
    expect(chooseSize([0.1, 0.45, 0.4, 0.05], 0.3, 0.1)).toEqual({ size: 1, between: 2 });
    expect(chooseSize([0.1, 0.7, 0.2, 0], 0.3, 0.1)).toEqual({ size: 1 });
  });

  it("refuses a history that does not fit together", () => {
    expect(() => trainSizeModel({ ...history, brands: ["a"] }, { sizes })).toThrow(/brands/);
    expect(() => trainSizeModel({ ...history, sizes: history.fitting.map(() => 9) }, { sizes })).toThrow(/0 to 4/);
  });
});
