import fc from "fast-check";
import { expect, it } from "vitest";
import { sortedCopy } from "./sorted-copy.ts";

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e-320, 3.4e38, -3.4e38, 1e39, 2 ** -149),
);

it("sorts as numbers are sorted, zeros by their sign, whether they fit in 32 bits or not", () => {
  const check = (values: number[]) => {
    const before = [...values];
    expect([...sortedCopy(values)]).toEqual([...Float64Array.from(values).sort()]);
    expect(values).toEqual(before);
  };
  fc.assert(fc.property(fc.array(number, { maxLength: 300 }), check));
  fc.assert(fc.property(fc.array(number.map(Math.fround).filter(Number.isFinite), { maxLength: 300 }), check));
  check(Array.from({ length: 5000 }, (_, i) => Math.fround(Math.sin(i) * 10 ** (i % 20))));
});
