import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { emailExperiment } from "./stats/email-experiment.ts";
import { fashionBandit } from "./stats/fashion-bandit.ts";
import { gateExperiment } from "./stats/gate-experiment.ts";

const there = (name: string): boolean => existsSync(`../shared/data/${name}`);

describe("known figures of public data", () => {
  it.skipIf(!there("abtest-hillstrom-email"))(
    "e-mail experiment: the rates of its README, a clean sample ratio",
    () => {
      const figures = emailExperiment();
      const rates = (outcome: string) => ["none", "mens", "womens"].map((arm) => figures[`${outcome}.${arm}`]);
      expect(rates("visit").map((rate) => rate?.toFixed(4))).toEqual(["0.1056", "0.1838", "0.1521"]);
      expect(rates("conversion").map((rate) => rate?.toFixed(5))).toEqual(["0.00618", "0.01189", "0.00899"]);
      expect(rates("spend").map((rate) => rate?.toFixed(3))).toEqual(["0.744", "1.306", "1.083"]);
      expect(figures.sampleRatioP).toBeGreaterThan(0.5);
      expect(figures["holmP.visit.Mens E-Mail"]).toBeLessThan(1e-50);
    },
  );

  it.skipIf(!there("abtest-cookie-cats"))("gate experiment: a sample-ratio warning short of the alarm", () => {
    const figures = gateExperiment();
    expect(figures.sampleRatioPWhole).toBeCloseTo(0.0086, 4);
    expect(figures.sampleRatioPVisible).toBeCloseTo(0.016, 3);
    expect([figures.sampleRatioWhole, figures.sampleRatioVisible]).toEqual(["warning", "warning"]);
    expect(figures["retention_1.pWhole"]).toBeCloseTo(0.07, 2);
    expect(figures["retention_7.pWhole"]).toBeCloseTo(0.0016, 4);
  });

  it.skipIf(!there("bandit-zozo-obd"))(
    "fashion bandit: intervals from the random log hold the other policy's rate",
    () => {
      const figures = fashionBandit();
      expect(figures.onPolicyRate).toBeCloseTo(0.0069, 12);
      expect(figures.randomRate).toBeCloseTo(0.0046, 12);
      for (const estimator of ["ips", "snips", "doubly-robust", "self-normalised-doubly-robust"])
        expect(figures[`${estimator}.containsOnPolicy`]).toBe(true);
    },
  );
});
