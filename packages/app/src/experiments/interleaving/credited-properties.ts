import type { FoldEvent } from "@aisle/contracts/fold-source";
import type { JsonObject } from "@aisle/runtime/json";
import { isObject } from "../../intake/interactions-of.ts";
import type { ExperimentFold } from "../fold/experiment-fold.ts";
import { productsOf } from "../fold/measure-event.ts";

/**
 * The properties of an event; where two rankings shared the answer that it follows, with `teams`: the arms that drafted its products.
 * Each product of an answer gives credit once for each name of event, however often it is clicked.
 */
export function creditedProperties(
  fold: Pick<ExperimentFold, "isNewOrder">,
  { payload, shared }: FoldEvent,
  name: string,
): JsonObject {
  const properties: JsonObject = isObject(payload.properties) ? payload.properties : {};
  if (shared === undefined) return properties;
  const teams = productsOf(properties).flatMap((product) => {
    const team = shared.teamOf.get(product);
    if (team === undefined || team === "") return [];
    return fold.isNewOrder(`credit ${name} ${shared.decision} ${product}`) ? [team] : [];
  });
  return { ...properties, teams: [...new Set(teams)] };
}
