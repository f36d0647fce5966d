import type { Graph } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { ShelfItem } from "../../api/outputs.ts";
import { ordinal } from "../../ui/format.ts";
import type { Surroundings } from "../wiring/insert-into-wire.ts";
import { changeRules, type RuleChange, type RuleLists } from "./rules-node.ts";

type Named = Pick<ShelfItem, "id" | "title">;

const maxPlace = 200;
/** Longest text of a rule. */
const maxRule = 2000;

/** Pins a product to a place, counted from 1; a rule that buries this very product goes. */
export function pinProduct(
  graph: Graph,
  surroundings: Surroundings,
  from: string | undefined,
  item: Named,
  place: number,
): RuleChange {
  if (place > maxPlace) return { ok: false, reason: `A pin stands among the first ${maxPlace} places.` };
  return changeRules(graph, surroundings, from, ({ pins, buries }, maxItemsOf, rules) => {
    const old = pins.find((pin) => productOf(pin) === item.id) as JsonObject | undefined;
    const unburied = withoutBuried(buries, item.id);
    if (old?.place === place && unburied === undefined)
      return { reason: `“${item.title}” is pinned to the ${ordinal(place)} place by ${rules} already.` };
    // Of two pins to one place the later stands there.
    const next = [...pins.filter((pin) => productOf(pin) !== item.id), { productId: item.id, place }];
    if (next.length > maxItemsOf("pins"))
      return { reason: `${rules} has ${maxItemsOf("pins")} pins, and takes no more: remove one first.` };
    const moved = old === undefined || old.place === place ? "" : `, no longer to the ${ordinal(Number(old.place))}`;
    const raised = unburied === undefined ? "" : " and no longer buried";
    return {
      lists: { pins: next, ...(unburied === undefined ? {} : { buries: unburied }) },
      title: `Pin ${item.title}`,
      done: `Pinned “${item.title}” to the ${ordinal(place)} place${moved}${raised}`,
    };
  });
}

/** Puts a product last; a pin of it goes. */
export function buryProduct(
  graph: Graph,
  surroundings: Surroundings,
  from: string | undefined,
  item: Named,
): RuleChange {
  return changeRules(graph, surroundings, from, ({ pins, buries }, maxItemsOf, rules) => {
    const unpinned = pins.filter((pin) => productOf(pin) !== item.id);
    const wasPinned = unpinned.length < pins.length;
    const isBuried = buries.some((rule) => idsOf(rule)?.includes(item.id));
    if (isBuried && !wasPinned) return { reason: `“${item.title}” is buried by ${rules} already.` };
    const next = isBuried ? buries : withBuried(buries, item.id);
    if (next.length > maxItemsOf("buries"))
      return { reason: `${rules} buries by ${maxItemsOf("buries")} rules, and takes no more: remove one first.` };
    const lists: Partial<RuleLists> = {
      ...(isBuried ? {} : { buries: next }),
      ...(wasPinned ? { pins: unpinned } : {}),
    };
    return {
      lists,
      title: `Bury ${item.title}`,
      done: `Buried “${item.title}”${wasPinned ? ", which is no longer pinned," : ""}`,
    };
  });
}

const productOf = (pin: Json) => (pin as JsonObject | null)?.productId;

/** The ids that a rule names, when it names nothing else. */
export function idsOf(rule: Json): readonly string[] | undefined {
  const when = (rule as JsonObject | null)?.when;
  if (typeof when !== "string") return undefined;
  const list = /^id == (".*")$/s.exec(when)?.[1]?.replace(/^.*$/s, "[$&]") ?? /^id in (\[.*\])$/s.exec(when)?.[1];
  try {
    const ids: unknown = JSON.parse(list ?? "");
    return Array.isArray(ids) && ids.every((id) => typeof id === "string") ? ids : undefined;
  } catch {
    return undefined;
  }
}

const ruleOf = (ids: readonly string[]): JsonObject => ({
  when:
    ids.length === 1 ? `id == ${JSON.stringify(ids[0])}` : `id in [${ids.map((id) => JSON.stringify(id)).join(", ")}]`,
});

/** One rule holds all buried products, as long as it is not too long. */
function withBuried(buries: readonly Json[], id: string): readonly Json[] {
  for (const [at, rule] of buries.entries()) {
    const ids = idsOf(rule);
    if (ids === undefined) continue;
    const longer = ruleOf([...ids, id]);
    if (String(longer.when).length <= maxRule) return buries.with(at, longer);
  }
  return [...buries, ruleOf([id])];
}

/** The rules without a product that they name; nothing when none names it. */
function withoutBuried(buries: readonly Json[], id: string): readonly Json[] | undefined {
  if (!buries.some((rule) => idsOf(rule)?.includes(id))) return undefined;
  return buries.flatMap((rule) => {
    const ids = idsOf(rule);
    if (ids === undefined || !ids.includes(id)) return [rule];
    const left = ids.filter((one) => one !== id);
    return left.length === 0 ? [] : [ruleOf(left)];
  });
}
