import { AisleError, errorBody, toAisleError } from "@aisle/runtime/errors";
import { expect, it } from "vitest";
import { publicError } from "./public-error.ts";

const sent = (error: AisleError) => JSON.stringify(errorBody(publicError(error)));
const inStep = (cause: AisleError) =>
  new AisleError("run.failed", `Search: ${cause.message}`, { node: "n_1", title: "Search", code: cause.code }, cause);

it("says nothing that a driver, a client or another program said", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED 10.1.2.3:5432"), { code: "ECONNREFUSED" });
  for (const error of [
    inStep(toAisleError(refused, "step.failed")),
    inStep(new AisleError("qdrant.unavailable", "fetch http://10.1.2.3:6333 failed", {}, refused)),
    inStep(new AisleError("language.unavailable", "http://10.1.2.3/v1 does not answer")),
    toAisleError(refused, "step.failed"),
    new AisleError("run.no-answer", "skipped (a: connect 10.1.2.3)", { reasons: ["a: connect 10.1.2.3"] }),
  ]) {
    expect(sent(error)).not.toContain("10.1.2.3");
    expect(sent(error)).toContain(error.code);
  }
  expect(sent(inStep(toAisleError(refused, "step.failed")))).toContain("The step “Search” failed.");
});

it("leaves what Aisle itself says", () => {
  const wrong = new AisleError("expression.invalid", "there is no field “colour”");
  expect(publicError(inStep(wrong)).message).toBe("Search: there is no field “colour”");
  expect(publicError(new AisleError("run.deadline", "too long"))).toMatchObject({ message: "too long" });
});
