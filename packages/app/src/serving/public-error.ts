import { AisleError } from "@aisle/runtime/errors";

/**
 * The error as a caller may see it. What a driver, a client or another program said stays in the decision's trace: it may name
 * hosts, addresses and statements. So do the reasons of steps that were skipped.
 */
export function publicError(error: AisleError): AisleError {
  if (error.code === "run.no-answer") return new AisleError(error.code, "Every way to the answer was skipped.");
  if (!quotesOthers(error)) return error;
  const { title } = error.details;
  const message =
    title === undefined ? "Something that the answer needs failed." : `The step “${String(title)}” failed.`;
  return new AisleError(error.code, message, error.details);
}

/** Our own errors carry what others said as their cause, or in their message where the cause is somebody else's. */
function quotesOthers(error: AisleError): boolean {
  const { cause } = error;
  if (error.row.blame === "dependency" && error.code !== "step.timeout") return true;
  return cause !== undefined && (!(cause instanceof AisleError) || quotesOthers(cause));
}
