import { AisleError } from "@aisle/runtime/errors";
import { expect, it } from "vitest";
import { isConnectionLoss } from "./connection-loss.ts";

const coded = (code: string) => Object.assign(new Error("x"), { code });

it.each([
  coded("ECONNREFUSED"),
  coded("EAI_AGAIN"),
  coded("57P01"),
  coded("53300"),
  coded("08006"),
  coded("P2037"),
  new Error("Connection terminated unexpectedly"),
  new AisleError("internal", "wrapped", {}, coded("ECONNRESET")),
  Object.assign(new Error("of Prisma"), { meta: { driverAdapterError: { cause: { originalCode: "57P03" } } } }),
])("of a database that is away: %s", (error) => {
  expect(isConnectionLoss(error)).toBe(true);
});

it.each([coded("23505"), coded("53100"), coded("42P01"), coded("ENOENT"), new Error("Connection"), "57P01", undefined])(
  "of another fault: %s",
  (error) => {
    expect(isConnectionLoss(error)).toBe(false);
  },
);

it("ends at errors that cause each other", () => {
  const error: Error & { cause?: unknown } = new Error("round");
  error.cause = error;
  expect(isConnectionLoss(error)).toBe(false);
});
