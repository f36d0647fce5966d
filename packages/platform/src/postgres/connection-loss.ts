/**
 * Codes of the socket and the name service, of PostgreSQL (57P01 to 57P03, 57014 for a time-out, 53300 for too many connections,
 * class 08), and of Prisma for a server it cannot reach or lost.
 */
const lossCodes =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|57P0[123]|57014|53300|08\w{3}|P1001|P1002|P1008|P1017|P2024|P2037)$/;
/** Of `pg` and its pool, which give these no code. */
const lossMessages = /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/;

/** How deep an error may stand in those that wrap it. */
const maxDepth = 5;

/**
 * True for an error that says that the database cannot be reached, was lost or did not answer in time, and for one that another
 * error wraps: Prisma keeps what the driver said as the `cause` of its own, or in its `meta`.
 */
export function isConnectionLoss(error: unknown): boolean {
  return isLoss(error, 0);
}

function isLoss(error: unknown, depth: number): boolean {
  if (typeof error !== "object" || error === null || depth > maxDepth) return false;
  const { code, originalCode, message, cause, meta } = error as { readonly [part: string]: unknown };
  if ([code, originalCode].some((one) => lossCodes.test(String(one ?? "")))) return true;
  if (lossMessages.test(String(message ?? ""))) return true;
  const { driverAdapterError } = (meta ?? {}) as { readonly driverAdapterError?: unknown };
  return isLoss(cause, depth + 1) || isLoss(driverAdapterError, depth + 1);
}
