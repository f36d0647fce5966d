import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import { addToDistinct, emptyDistinct } from "./distinct-sketch.ts";
import { addToHeavyHitters, emptyHeavyHitters } from "./heavy-hitters.ts";
import { addToHistogram, emptyHistogram } from "./histogram-sketch.ts";
import { addToMoments, emptyMoments } from "./moments-sketch.ts";
import { addToQuantiles, emptyQuantiles } from "./quantile-sketch.ts";
import { parseSketch, serialiseSketch } from "./sketch-json.ts";

const values = Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i) * i);

function filled() {
  const moments = emptyMoments();
  const histogram = emptyHistogram([-100, 0, 100]);
  const quantiles = emptyQuantiles(7, 32);
  addToMoments(moments, values);
  addToHistogram(histogram, values);
  addToQuantiles(quantiles, values);
  const distinct = emptyDistinct(5);
  const heavy = emptyHeavyHitters(2);
  for (const text of ["a", "b", "a", "c", "a"]) {
    addToDistinct(distinct, [text]);
    addToHeavyHitters(heavy, text);
  }
  return [moments, histogram, quantiles, distinct, heavy, emptyMoments(), emptyQuantiles(1)];
}

describe("sketches as text", () => {
  it("come back as they were, and go on as if never stored", () => {
    for (const sketch of filled()) expect(parseSketch(serialiseSketch(sketch))).toEqual(sketch);
    const stored = parseSketch(serialiseSketch(filled()[2]!));
    const fresh = filled()[2]!;
    if (stored.kind !== "quantile" || fresh.kind !== "quantile") throw new Error("the third sketch holds quantiles");
    addToQuantiles(stored, values);
    addToQuantiles(fresh, values);
    expect(stored).toEqual(fresh);
  });

  it("are refused when damaged", () => {
    const damaged = [
      "{",
      "[]",
      '{"kind":"t-digest"}',
      serialiseSketch(filled()[0]!).replace(/"m2":/, '"m2":-'),
      serialiseSketch(filled()[0]!).replace(/"mean":/, '"mean":9e99,"was":'),
      serialiseSketch(filled()[2]!).replace(/"squaredError":/, '"squaredError":-'),
      serialiseSketch(filled()[2]!).replace(/"min":[^,]+/, '"min":null'),
      serialiseSketch(filled()[4]!).replace(/"total":\d+/, '"total":1'),
      '{"kind":"heavy-hitters","capacity":2,"total":9,"error":0,"counters":[["a",1],["a",2]]}',
      '{"kind":"heavy-hitters","capacity":2,"total":9,"error":0,"counters":[["a",-1]]}',
      serialiseSketch(filled()[0]!).replace(/"n":\d+/, '"n":-1'),
      serialiseSketch(filled()[1]!).replace(/"counts":\[/, '"counts":[1,'),
      serialiseSketch(filled()[2]!).replace(/"n":\d+/, '"n":12'),
      serialiseSketch(filled()[3]!).replace(/"precision":5/, '"precision":6'),
      serialiseSketch(filled()[3]!).replace(/"registers":\[\d+/, '"registers":[99'),
      serialiseSketch(filled()[4]!).replace(/"capacity":2/, '"capacity":0'),
    ];
    for (const text of damaged) expect(() => parseSketch(text)).toThrow(StatsInputError);
  });
});
