import { expect, it } from "vitest";
import { StreamCounts } from "./stream-counts.ts";

it("limits the streams of one person, not those of another, and counts what was closed once", () => {
  const streams = new StreamCounts();
  const open = Array.from({ length: 60 }, () => streams.open("u_ines"));
  expect(() => streams.open("u_ines")).toThrow(expect.objectContaining({ code: "rate.limited" }));
  streams.open("u_mira");
  open[0]!();
  open[0]!();
  streams.open("u_ines");
  expect(() => streams.open("u_ines")).toThrow(/60 streams/);
});
