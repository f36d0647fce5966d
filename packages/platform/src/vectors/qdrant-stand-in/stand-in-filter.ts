/** A payload, condition or filter as it came over the wire. */
export type Wire = { readonly [key: string]: unknown };

/** Whether a point's payload meets a filter of the kinds that are used here; throws on any other, as it has no honest answer. */
export function meets(payload: Wire, filter: Wire): boolean {
  return Object.entries(filter).every(([clause, conditions]) => {
    const list = Array.isArray(conditions) ? (conditions as Wire[]) : [conditions as Wire];
    if (clause === "must") return list.every((condition) => meetsCondition(payload, condition));
    if (clause === "should") return list.length === 0 || list.some((condition) => meetsCondition(payload, condition));
    if (clause === "must_not") return !list.some((condition) => meetsCondition(payload, condition));
    throw new Error(`the stand-in knows no clause "${clause}"`);
  });
}

function meetsCondition(payload: Wire, condition: Wire): boolean {
  if (!("key" in condition)) return meets(payload, condition);
  const { key, match, range, ...others } = condition;
  if (Object.keys(others).length > 0) throw new Error(`the stand-in knows no condition ${Object.keys(others).join()}`);
  return valuesAt(payload, parts(String(key))).some(
    (value) =>
      (match === undefined || matches(value, match as Wire)) && (range === undefined || within(value, range as Wire)),
  );
}

function matches(value: unknown, match: Wire): boolean {
  if ("any" in match) return (match.any as unknown[]).includes(value);
  if ("value" in match) return match.value === value;
  throw new Error(`the stand-in knows no match ${Object.keys(match).join()}`);
}

function within(value: unknown, { gte, lte, ...others }: Wire): boolean {
  if (Object.keys(others).length > 0) throw new Error(`the stand-in knows no range ${Object.keys(others).join()}`);
  if (typeof value !== "number") return false;
  return (typeof gte !== "number" || value >= gte) && (typeof lte !== "number" || value <= lte);
}

/** The parts of a payload path: bare words, or anything in double quotes, parted by dots. */
function parts(path: string): string[] {
  const found = [...path.matchAll(/"([^"]*)"|([A-Za-z0-9_-]+)/g)].map((part) => part[1] ?? part[2]!);
  const again = found.map((part) => (/^[A-Za-z0-9_-]+$/.test(part) ? part : `"${part}"`)).join(".");
  if (again !== path) throw new Error(`"${path}" is no payload path`);
  return found;
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (path.length === 0) return Array.isArray(value) ? value : [value];
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [];
  const [head, ...rest] = path;
  return Object.hasOwn(value, head!) ? valuesAt((value as Wire)[head!], rest) : [];
}
