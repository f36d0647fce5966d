/** Does the work of every workspace; one that fails keeps none of the others from it. Throws what failed first, in the end. */
export async function eachWorkspace(
  ids: readonly string[],
  work: (workspaceId: string) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const id of ids) await work(id).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
