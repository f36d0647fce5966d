import { AisleError } from "@aisle/runtime/errors";

/**
 * Prints an error for whoever runs Aisle: a line for what an author, a caller or an outside service must fix, the stack for a
 * defect of ours.
 */
export function logError(error: unknown): void {
  if (error instanceof AisleError && error.row.blame !== "us") {
    if (error.row.blame === "dependency") console.error(`${error.message} ${error.row.help}`);
    return;
  }
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
}
