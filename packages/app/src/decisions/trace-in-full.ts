import type { Decision } from "@aisle/contracts/decision";
import { product } from "@aisle/runtime/node-sdk/product";
import type { Caller } from "../access/caller.ts";
import { nobody } from "../access/person.ts";
import { shelfItemOf } from "../previews/preview-value.ts";
import type { DecisionsPorts } from "./decisions-ports.ts";
import type { Trace, TraceInFull } from "./decisions-shapes.ts";

/** A trace with who asked and what followed the answer. */
export async function traceInFull(
  ports: DecisionsPorts,
  { workspaceId }: Caller,
  trace: Trace,
  { id, at, unit, by }: Decision,
): Promise<TraceInFull> {
  const [name, { items, more }] = await Promise.all([
    nameOf(ports, workspaceId, by),
    ports.followUps.after(workspaceId, { id, at, ...(unit === undefined ? {} : { unit }) }),
  ]);
  const fields = await ports.shop.fields(
    workspaceId,
    items.map(({ productId }) => productId),
  );
  const places = new Map(trace.slots.map((slot, index) => [slot.id, index + 1]));
  const orders = new Set(items.flatMap(({ kind, order }) => (kind === "purchase" ? [order] : [])));
  return {
    ...trace,
    by: by === undefined ? null : { kind: by.kind, name },
    unit: unit ?? null,
    followed: {
      items: items.map(({ order: _order, productId, at: when, ...item }, index) => ({
        ...item,
        at: new Date(when).toISOString(),
        item: shelfItemOf(product(productId, 0, fields[index] ?? {})),
        place: places.get(productId) ?? null,
      })),
      more,
      orders: orders.size,
    },
  };
}

async function nameOf({ keys, people }: DecisionsPorts, workspaceId: string, by: Decision["by"]): Promise<string> {
  if (by === undefined) return "";
  if (by.kind === "key") return (await keys.nameOf(workspaceId, by.id)) ?? "a key that is gone";
  return ((await people([by.id])).get(by.id) ?? nobody).name;
}
