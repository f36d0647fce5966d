import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { ShelfItem } from "../api/outputs.ts";

/** What is known of a product wherever one is drawn. */
export type ShownProduct = Pick<ShelfItem, "id" | "title" | "category" | "image" | "price" | "currency" | "stock">;

/** A product on the screen: where it stands, and what can be done with it there. */
export interface DrawnProduct {
  readonly item: ShownProduct;
  /** Its place in the list that it is drawn in, from 1. */
  readonly place: number | undefined;
  /** The node whose list it is. */
  readonly node: string | undefined;
  readonly offers: readonly OfferMaker[];
}

/** Something that can be done with a drawn product; those of the same `id` further in take the place of those further out. */
export interface ProductOffer {
  readonly id: "pin" | "bury" | "why" | "why-not" | "open";
  readonly title: string;
  /** Why it cannot be done here. */
  readonly refused?: string | undefined;
  readonly run: () => void;
}

export type OfferMaker = (drawn: DrawnProduct) => readonly ProductOffer[];

const elements = new WeakMap<Element, DrawnProduct>();

const Offers = createContext<readonly OfferMaker[]>([]);
const NodeOfList = createContext<string | undefined>(undefined);
const MadeUp = createContext(false);

/** Offers something of every product that is drawn inside. */
export function OfferOfProducts({ make, children }: { readonly make: OfferMaker; readonly children: ReactNode }) {
  const outer = useContext(Offers);
  const offers = useMemo(() => [...outer, make], [outer, make]);
  return <Offers value={offers}>{children}</Offers>;
}

/** Says whose list the products inside are. */
export const ProductsOfNode = NodeOfList.Provider;

/** The products inside are examples that no catalog has. */
export function MadeUpProducts({ children }: { readonly children: ReactNode }) {
  return <MadeUp value={true}>{children}</MadeUp>;
}

/** Marks an element as a drawn product: gives the props that name it on hover and focus, and open its menu. */
export function useDrawn() {
  const offers = useContext(Offers);
  const node = useContext(NodeOfList);
  const madeUp = useContext(MadeUp);
  return (item: ShownProduct, place?: number) =>
    madeUp
      ? {}
      : {
          "data-product": item.id,
          ref: (element: HTMLElement | null) => {
            if (element !== null) elements.set(element, { item, place, node, offers });
          },
        };
}

/** The drawn product that an element is part of, with the element that stands for it. */
export function drawnAt(
  target: EventTarget | null,
): { readonly element: Element; readonly drawn: DrawnProduct } | undefined {
  if (!(target instanceof Element)) return undefined;
  const element = target.closest("[data-product]");
  const drawn = element === null ? undefined : elements.get(element);
  if (element === null || drawn === undefined) return undefined;
  // A picture inside of a row: the row knows more.
  const around = drawnAt(element.parentElement);
  return around?.drawn.item.id === drawn.item.id ? around : { element, drawn };
}

/** What can be done with a drawn product. */
export function offersOf(drawn: DrawnProduct): readonly ProductOffer[] {
  const byId = new Map(drawn.offers.flatMap((make) => make(drawn)).map((offer) => [offer.id, offer]));
  return (["pin", "bury", "why", "why-not", "open"] as const).flatMap((id) => byId.get(id) ?? []);
}
