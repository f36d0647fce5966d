import { describe, expect, it } from "vitest";
import { explainChangeOfFigure } from "./explain-change-of-figure.ts";
import { handInput, handReading } from "./hand-input.fixture.ts";

describe("causes that are measured", () => {
  it("lays a fall to a step that timed out, and says what followed from it once", () => {
    // 30 % of 4,000; then 200 of 1,000 answers are late, of which none is clicked: 24 %.
    const input = handInput({
      answer: {
        "with products": [
          [4000, 1200],
          [800, 240],
        ],
        empty: [
          [0, 0],
          [200, 0],
        ],
      },
      "step retrieve": {
        answered: [
          [3960, 1188],
          [800, 240],
        ],
        "timed-out": [
          [40, 12],
          [200, 0],
        ],
      },
      "step rank": {
        answered: [
          [4000, 1200],
          [800, 240],
        ],
        skipped: [
          [0, 0],
          [200, 0],
        ],
      },
    });
    const { causes, before, now, statement } = explainChangeOfFigure(input);
    expect([before, now]).toEqual([0.3, 0.24]);
    expect(causes.map(({ key }) => key)).toEqual(["step retrieve timed-out"]);
    expect(statement).toMatch(
      /^Step retrieve timed out on 20 % of answers \(usual 1 %\): that explains \d+ % of the fall/,
    );
    // The empty answers are evidence of the step.
    expect(causes[0]!.evidence.map(({ segment }) => segment?.value)).toContain("empty");
  });

  it("lays a fall to empty answers where no step says why", () => {
    const input = handInput({
      answer: {
        "with products": [
          [4000, 1200],
          [800, 240],
        ],
        empty: [
          [40, 0],
          [200, 0],
        ],
      },
    });
    const { causes } = explainChangeOfFigure(input);
    expect(causes[0]).toMatchObject({ key: "empty-answers", kind: "empty-answers" });
    expect(causes[0]!.share).toBeCloseTo(1, 6);
  });

  it("lays a fall to other segments than before, and sees Simpson's trap", () => {
    // Phones rise from 10 to 11 %, desktops from 40 to 41 %; phones go from a quarter to three quarters.
    const input = handInput({
      "request.device": {
        phone: [
          [1000, 100],
          [3000, 330],
        ],
        desktop: [
          [3000, 1200],
          [1000, 410],
        ],
      },
    });
    const { causes, splits, before, now } = explainChangeOfFigure(input);
    expect(causes[0]).toMatchObject({ key: "mix request.device", kind: "mix" });
    expect(causes[0]!.share).toBeGreaterThan(1);
    expect(causes[0]!.statement).toMatch(/No segment by itself did worse/);
    expect(splits[0]).toMatchObject({ dimension: "request.device", trap: "reversal" });
    const [phone] = splits[0]!.parts.filter(({ value }) => value === "phone");
    // Kitagawa by hand: half of the share's growth times how far the mean rate is from the whole's.
    expect(phone!.mix).toBeCloseTo(0.5 * (0.105 - (before + now) / 2), 12);
    expect(phone!.rate).toBeCloseTo(0.5 * 0.01, 12);
  });

  it("names a segment by itself where nothing says why", () => {
    const input = handInput({
      "request.page": {
        home: [
          [2000, 600],
          [500, 50],
        ],
        cart: [
          [2000, 600],
          [500, 150],
        ],
      },
    });
    const { causes } = explainChangeOfFigure(input);
    expect(causes[0]).toMatchObject({ key: "segment request.page home", kind: "segment" });
    expect(causes[0]!.share).toBeCloseTo(1, 6);
  });

  it("calls clicks that vanish while carts go on lost events, and no behavior", () => {
    const input = handInput({
      "request.page": {
        home: [
          [2000, 600, 200, 80],
          [500, 2, 51, 20],
        ],
        cart: [
          [2000, 600, 200, 80],
          [500, 150, 50, 20],
        ],
      },
    });
    const { causes } = explainChangeOfFigure(input);
    expect(causes[0]).toMatchObject({ key: "instrumentation request.page home", kind: "instrumentation" });
    expect(causes[0]!.statement).toMatch(/product added goes on as usual there/);
    expect(causes[0]!.share).toBeCloseTo(1, 6);
  });

  it("calls events of a segment that all stop at once lost, but not where its answers are empty", () => {
    const stopped = {
      "request.page": {
        home: [
          [2000, 600, 200],
          [500, 0, 0],
        ],
        cart: [
          [2000, 600, 200],
          [500, 150, 50],
        ],
      },
    } as const;
    expect(explainChangeOfFigure(handInput(stopped)).causes[0]!.kind).toBe("instrumentation");
    const empty = {
      "with products": [
        [4000, 1200, 400],
        [500, 150, 50],
      ],
      empty: [
        [0, 0, 0],
        [500, 0, 0],
      ],
    } as const;
    expect(explainChangeOfFigure(handInput({ ...stopped, answer: empty })).causes[0]!.kind).toBe("empty-answers");
  });

  it("lays a fall to events that no longer name a decision", () => {
    const input = handInput({
      answer: {
        "with products": [
          [4000, 1200],
          [1000, 150],
        ],
      },
    });
    const share = { of: "share that names a decision", before: 1, now: 0.5 };
    const events = [handReading("events", "product clicked", [{ monitor: share.of, share }])];
    const { statement } = explainChangeOfFigure({ ...input, events });
    expect(statement).toMatch(/^50 % of events product clicked name a decision \(usual 100 %\)/);
  });

  it("compares a version and an arm with what answered beside them", () => {
    const counts = {
      version: {
        7: [
          [4000, 1200],
          [500, 150],
        ],
        8: [
          [0, 0],
          [500, 50],
        ],
      },
      arm: {
        live: [
          [4000, 1200],
          [500, 150],
        ],
        "ranking:b": [
          [0, 0],
          [500, 50],
        ],
      },
    } as const;
    const input = handInput(counts);
    const hour = {
      at: input.window.from,
      answers: 1000,
      clicked: 200,
      added: 0,
      ordered: 0,
      segments: input.now,
    };
    const facts = { ...input.facts, experiments: [{ id: "x1", key: "ranking", name: "Ranking" }] };
    const { causes } = explainChangeOfFigure({ ...input, hours: [hour], facts });
    expect(causes.map(({ key }) => key).sort()).toEqual(["arm ranking:b", "version 8"]);
    // Half of the answers, at 10 % where the others have 30 %: all of the fall from 30 to 20 %.
    for (const { share } of causes) expect(share).toBeCloseTo(1, 6);
    expect(causes.flatMap(({ evidence }) => evidence.map(({ kind }) => kind))).toContain("experiment");
    // One after the other is no comparison.
    expect(explainChangeOfFigure(input).causes).toEqual([]);
  });

  it("says so where nothing explains the change", () => {
    const input = handInput({
      answer: {
        "with products": [
          [4000, 1200],
          [1000, 200],
        ],
      },
      "request.device": {
        phone: [
          [2000, 600],
          [500, 100],
        ],
        desktop: [
          [2000, 600],
          [500, 100],
        ],
      },
    });
    const { causes, statement } = explainChangeOfFigure(input);
    expect(causes).toEqual([]);
    expect(statement).toBe("Nothing that was looked at explains the fall from 30 % to 20 %.");
  });
});
