import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import { betaCdf, betaPdf, betaQuantile, betaSf } from "./beta.ts";
import { chiSquareCdf, chiSquareQuantile, chiSquareSf } from "./chi-square.ts";
import { fCdf, fQuantile, fSf } from "./f-distribution.ts";
import { logGamma } from "./log-gamma.ts";
import { clampP, normalCdf, normalLogSf, normalQuantile, normalSf, smallestP } from "./normal.ts";
import { studentTCdf, studentTPdf, studentTQuantile, studentTSf } from "./student-t.ts";

// Figures: mpmath 1.2.1 at 40 digits, or scipy 1.10.1 for the quantiles of chi-square, beta and F.
const near = (got: number, want: number, relative = 1e-12): void =>
  expect(Math.abs(got - want), `${got} against ${want}`).toBeLessThanOrEqual(relative * Math.abs(want));

describe("distributions against high-precision figures", () => {
  it.each([
    [1e-5, 11.512919692895826],
    [0.3, 1.0957979948180756],
    [1.5, -0.12078223763524522],
    [7, 6.579251212010101],
    [14.9, 24.924132002217277],
    [100.5, 361.4355404677776],
    [1e9, 19723265827.503716],
  ])("log-gamma of %d", (x, want) => near(logGamma(x), want, 2e-14));

  it.each([
    [-3, 0.9986501019683699],
    [-0.5, 0.6914624612740131],
    [0.3, 0.3820885778110474],
    [1, 0.15865525393145705],
    [1.959963984540054, 0.025000000000000012],
    [5, 2.866515718791939e-7],
    [8.5, 9.479534822203318e-18],
    [20, 2.7536241186062337e-89],
    [37, 5.725571222524577e-300],
  ])("normal upper tail at %d", (z, want) => {
    near(normalSf(z), want, 1e-14);
    near(normalCdf(-z), want, 1e-14);
  });

  it.each([
    [1, Math.log(0.15865525393145705)],
    [30, -454.3212439563432],
    [100, -5005.524208694205],
    [1000, -500007.82669481216],
  ])("log of the normal upper tail at %d", (z, want) => near(normalLogSf(z), want, 1e-13));

  it.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798409],
    [1e-5, -4.264890793922825],
    [0.025, -1.9599639845400545],
    [0.2, -0.8416212335729142],
    [0.5, 0],
    [0.6, 0.2533471031357997],
    [0.975, 1.959963984540054],
  ])("normal quantile of %d", (p, want) => near(normalQuantile(p), want, 1e-14));

  it.each([
    [0.1, 1, 0.4682744825694464],
    [1, 1, 0.25],
    [12.7, 1, 0.02501216384467208],
    [2, 2.5, 0.078695747878983],
    [2.2, 10, 0.026220534224676576],
    [10, 30, 2.2876257041148064e-11],
    [1e4, 3, 1.102657751147905e-12],
    [0.01, 1000, 0.4960116409660936],
    [3, 1e4, 0.0013532240949988331],
    [20, 1e4, 1.3823262932703867e-87],
    [2, 1e9, 0.022750132083156623],
    [8, 1e9, 6.220967142227382e-16],
    [0.5, 123.4, 0.3089827639543325],
  ])("t upper tail at %d with %d df", (t, df, want) => near(studentTSf(t, df), want));

  it.each([
    [0.975, 1, 12.706204736174692],
    [0.975, 10, 2.2281388519862744],
    [0.9, 3.7, 1.5575658388615077],
    [1e-10, 5, -156.82559270889433],
    [0.6, 1e6, 0.25334717053784156],
    [0.001, 0.5, -102849.11563017555],
  ])("t quantile of %d with %d df", (p, df, want) => near(studentTQuantile(p, df), want, 1e-11));

  it.each([
    [0.001, 1, 0.9747728793699604],
    [3.841458820694124, 1, 0.05000000000000006],
    [30, 1, 4.3204630578274975e-8],
    [500, 1, 9.505397766554091e-111],
    [3, 7.5, 0.9125687876353294],
    [200, 100, 1.1784500720979422e-8],
    [1000, 3, 1.7994208765314476e-216],
    [1e-8, 2, 0.999999995],
  ])("chi-square upper tail at %d with %d df", (x, df, want) => near(chiSquareSf(x, df), want));

  it("keeps the lower tail of chi-square, and both tails at 1e9 degrees of freedom", () => {
    near(chiSquareCdf(0.001, 1), 0.025227120630039613);
    near(chiSquareCdf(1e-10, 4), 1.2499999999583335e-21);
    near(chiSquareCdf(50, 100), 6.953305247616099e-6);
    near(chiSquareCdf(1e5, 100_500), 0.13229313910757232);
    near(chiSquareSf(1_000_100_000, 1e9), 0.012675611994935557, 1e-10);
    near(chiSquareCdf(999_900_000, 1e9), 0.012671706666260505, 1e-10);
  });

  it.each([
    [0.05, 1, 0.003932140000019522, 3.8414588206941285],
    [1e-12, 3, 2.417987942718036e-8, 58.919755683202155],
    [0.5, 0.3, 0.012469611517980431, 0.012469611517980402],
    [0.01, 1e6, 996712.9888384115, 1003292.8936864126],
  ])("chi-square quantiles of %d with %d df", (p, df, lower, upper) => {
    near(chiSquareQuantile(p, df), lower, 1e-11);
    near(chiSquareQuantile(p, df, "upper"), upper, 1e-11);
  });

  it.each([
    [0.3, 2, 3, 0.3483, 0.6517],
    [0.01, 0.5, 0.5, 0.06376856085851985, 0.9362314391414801],
    [0.999, 50, 2, 0.9987659096068829, 0.0012340903931170846],
    [0.1, 200, 1000, 7.171068577337286e-13, 0.9999999999992829],
    [1e-5, 3, 1e4, 0.0001547005776631899, 0.9998452994223368],
    [0.9, 5, 5, 0.99910908, 0.000890919999999999],
    [0.25, 1000, 2000, 9.492341587058208e-25, 1],
  ])("beta tails at %d with a %d, b %d", (x, a, b, lower, upper) => {
    near(betaCdf(x, a, b), lower);
    near(betaSf(x, a, b), upper);
  });

  it.each([
    [1.001e-3, 1e6, 1e9 - 1e6, 0.8414657516035007, 0.1585342483965329],
    [0.5001, 5e8, 5e8, 0.9999999998730186, 1.2698137876862834e-10],
    [1.2e-7, 101, 1e9, 0.9653320551221738, 0.03466794487782681],
  ])("beta tails of a billion observations at %d", (x, a, b, lower, upper) => {
    near(betaCdf(x, a, b), lower, 1e-10);
    near(betaSf(x, a, b), upper, 1e-10);
  });

  it.each([
    [0.025, 1, 10, 0.0025285785444617848, 0.30849710781876083],
    [0.5, 0.1, 0.2, 0.04165249555559618, 0.04165249555559618],
    [1e-9, 40, 60, 0.15091410664917235, 0.691344924522941],
    [0.05, 101, 1e9, 8.505713714889344e-8, 1.1807925990677747e-7],
  ])("beta quantiles of %d with a %d, b %d", (p, a, b, lower, upper) => {
    near(betaQuantile(p, a, b), lower, 1e-10);
    near(betaQuantile(p, a, b, "upper"), upper, 1e-10);
  });

  it.each([
    [1, 3, 4, 0.5210508807675737, 0.47894911923242633],
    [20, 2, 50, 0.9999995848668906, 4.1513310942010234e-7],
    [0.01, 5, 5, 5.242913357854934e-5, 0.9999475708664215],
    [3, 10, 1000, 0.9990326008212888, 0.0009673991787112326],
  ])("F tails at %d with %d and %d df", (x, df1, df2, lower, upper) => {
    near(fCdf(x, df1, df2), lower);
    near(fSf(x, df1, df2), upper);
  });

  it("finds F quantiles", () => {
    near(fQuantile(0.05, 3, 4), 0.10968301084953337, 1e-11);
    near(fQuantile(0.05, 3, 4, "upper"), 6.591382116425578, 1e-11);
    near(fQuantile(0.001, 10, 200), 0.14551733304230335, 1e-11);
    near(fQuantile(0.001, 10, 200, "upper"), 3.1228495687804654, 1e-11);
  });
});

describe("properties of the distributions", () => {
  const tail = fc.double({ min: 1e-12, max: 0.999999, noNaN: true });
  const shape = fc.double({ min: 0.2, max: 1e5, noNaN: true });

  it("quantiles invert tails", () => {
    fc.assert(
      fc.property(tail, shape, shape, (p, a, b) => {
        near(normalCdf(normalQuantile(p)), p, 1e-9);
        near(chiSquareSf(chiSquareQuantile(p, a, "upper"), a), p, 1e-7);
        near(studentTCdf(studentTQuantile(p, a), a), p, 1e-9);
        if (a > 1 && b > 1) near(betaCdf(betaQuantile(p, a, b), a, b), p, 1e-7);
      }),
      { numRuns: 300 },
    );
  });

  it("beta reflects, F squares t, chi-square of one df squares the normal", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 0.5, max: 50, noNaN: true }),
        (x, a) => {
          near(betaCdf(x, a, 3), betaSf(1 - x, 3, a), 1e-10);
          near(fSf(x * x, 1, a), 2 * studentTSf(x, a), 1e-9);
          near(chiSquareSf(x * x, 1), 2 * normalSf(x), 1e-11);
        },
      ),
    );
  });

  it("densities are the slopes of the tails", () => {
    const step = 1e-5;
    near((betaCdf(0.3 + step, 4, 7) - betaCdf(0.3 - step, 4, 7)) / (2 * step), betaPdf(0.3, 4, 7), 1e-7);
    near((studentTCdf(0.7 + step, 4) - studentTCdf(0.7 - step, 4)) / (2 * step), studentTPdf(0.7, 4), 1e-7);
    near(studentTPdf(0, 4), 0.375, 1e-13);
  });

  it("never rounds a p-value to 0 and refuses what is not a number", () => {
    expect(clampP(normalSf(1000))).toBe(smallestP);
    expect(() => normalSf(Number.NaN)).toThrow(StatsInputError);
    expect(() => chiSquareSf(1, 0)).toThrow(StatsInputError);
    expect(() => studentTSf(1, -1)).toThrow(StatsInputError);
    expect(() => betaCdf(1.1, 1, 1)).toThrow(StatsInputError);
  });
});
