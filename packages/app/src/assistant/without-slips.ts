import { namesOf } from "./node-names.ts";
import type { AssistantSituation } from "./proposal.ts";
import { fieldsOfShop } from "./shop-fields.ts";
import { nearestName } from "./slips.ts";

/** Words of the grammar that are long enough for a slip of the hand. */
const known =
  "about above affordable allow already always answer ascending available average before below between best better blend boost bottom bought brand bring budget bury category categories cheap cheaper cheapest colour color combine customer customers dearest decrease delete demote descending discount discounted display diversity equal every exclude exploration explore expensive faster favour favor fewer filter first fresh front half hide higher highest include inexpensive items large largest latest least leave less limit little lower lowest material merge middle more most never newer newest nothing offer offers only order other people percent pin place position prefer price prices priced products product promote publish purchased push quarter raise random rated rating recent recommend reduce reduced remove replace results reverse revert sale second sell sellers shelf shopper shoppers should show slow slower sold sort speed stock stop strongly take third trending undo under unpin weight worst without wrong";

/**
 * A sentence with the slips of the hand in its small words put right: a word that neither the grammar nor the shop knows becomes
 * the nearest that one of them does. What is quoted, and what has capitals or digits, stays.
 */
export function withoutSlips(part: string, { manifests, shop }: AssistantSituation): string {
  const grammar = known.split(" ");
  const names = [
    ...fieldsOfShop(shop).flatMap((field) => field.names),
    ...[...manifests.values()].flatMap(namesOf),
    ...[...shop.brands, ...shop.categories, ...(shop.texts ?? []).flatMap(({ values }) => values)],
  ].flatMap((name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const all = [...new Set([...grammar, ...names])].filter((word) => word.length >= 4);
  const there = new Set(all);
  return part
    .split(/(\s+|[“"][^”"]*[”"])/)
    .map((word) => {
      const bare = word.replace(/[,.:;!?]+$/, "");
      if (!/^[a-zäöüß]{5,20}$/.test(bare) || there.has(bare) || there.has(bare.replace(/s$/, ""))) return word;
      const near = nearestName(bare, all);
      return near === undefined ? word : near + word.slice(bare.length);
    })
    .join("");
}
