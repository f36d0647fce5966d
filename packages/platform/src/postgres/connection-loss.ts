/** Codes of the socket, of PostgreSQL (57P01 to 57P03, 57014 for a time-out, class 08), and of Prisma for a server it cannot reach or lost. */
const lossCodes =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|57P0[123]|57014|08\w{3}|P1001|P1002|P1008|P1017|P2024)$/;
/** Of `pg` and its pool, which give these no code. */
const lossMessages = /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/;

/** True for an error that says that the database cannot be reached, was lost or did not answer in time. */
export function isConnectionLoss(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return lossCodes.test(String(code ?? "")) || lossMessages.test(String(message ?? ""));
}
