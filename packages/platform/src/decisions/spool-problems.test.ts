import { expect, it } from "vitest";
import type { DecisionCopy } from "./decision-copy.ts";
import { SpoolProblems } from "./spool-problems.ts";

const stored: string[] = [];
const copy = { setProblem: async (file: string) => void stored.push(file) } as unknown as DecisionCopy;

const withCode = (code: string, message = "it failed") => Object.assign(new Error(message), { code });

it("blames no file for a database that is away, however it is away", async () => {
  const reported: string[] = [];
  const problems = new SpoolProblems(copy, (message) => reported.push(message));
  const losses = [
    withCode("ECONNREFUSED"),
    withCode("57P03"),
    withCode("53300"),
    withCode("EAI_AGAIN"),
    new Error("Query read timeout"),
    new Error("Client has encountered a connection error and is not queryable"),
    // As Prisma passes on what its driver said.
    Object.assign(new Error("Invalid invocation"), { cause: withCode("ECONNRESET") }),
  ];
  for (const loss of losses) await expect(problems.add("0001.spool", loss)).rejects.toBe(loss);
  expect([stored, reported, problems.isWaiting("0001.spool")]).toEqual([[], [], false]);
  await problems.add("0001.spool", withCode("22P02", "damaged"));
  expect([stored, reported, problems.isWaiting("0001.spool")]).toEqual([["0001.spool"], ["0001.spool: damaged"], true]);
});
