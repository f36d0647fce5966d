/** Fills the fields of a fact's path, such as `collection.{config.collection}.embedder`; `undefined` when one is empty. */
export function fillPath(path: string, field: (name: string) => string | undefined): string | undefined {
  let open = false;
  const filled = path.replace(/\{config\.([^}]+)\}/g, (_all, name: string) => {
    const value = field(name);
    if (value === undefined) open = true;
    return value ?? "";
  });
  return open ? undefined : filled;
}
