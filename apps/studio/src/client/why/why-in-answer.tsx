import { ActionIcon, Button } from "@mantine/core";
import { IconQuestionMark, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useMay } from "../access/use-may.ts";
import type { ShelfItem } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { WideShelf } from "../previews/wide-shelf.tsx";
import { type OfferMaker, OfferOfProducts, type ProductOffer } from "../products/drawn-product.tsx";
import { wantRule } from "../products/requested-rule.ts";
import { ordinal } from "../ui/format.ts";
import { ProductPicker } from "./product-picker.tsx";
import { StoryView } from "./story-view.tsx";
import style from "./why.module.css";

/** The products of a logged answer; each explains why it is there, and any other product why it is not. */
export function WhyInAnswer({
  pipelineId,
  decisionId,
  items,
  titleOf,
}: {
  /** The pipeline that answered: rules are made in its draft. */
  readonly pipelineId: string;
  readonly decisionId: string;
  readonly items: readonly ShelfItem[];
  readonly titleOf: (node: string) => string;
}) {
  const [asked, setAsked] = useState<string>();
  const [asking, setAsking] = useState(false);
  const why = useQuery(
    trpc.endpoints.why.queryOptions({ decisionId, productId: asked ?? "" }, { enabled: asked !== undefined }),
  );
  const mayEdit = useMay("edit");
  const [, navigate] = useLocation();
  const offers = useCallback<OfferMaker>(
    ({ item, place }) => {
      const inDraft = (rule: Parameters<typeof wantRule>[1]) => () => {
        wantRule(pipelineId, rule);
        navigate(`/pipelines/${pipelineId}`);
      };
      const rules: readonly ProductOffer[] = [
        ...(place === undefined
          ? []
          : [
              {
                id: "pin" as const,
                title: `Pin here, to the ${ordinal(place)} place, in the draft`,
                run: inDraft({ do: "pin", item, place }),
              },
            ]),
        { id: "bury", title: "Bury this in the draft", run: inDraft({ do: "bury", item }) },
      ];
      return [
        ...(mayEdit ? rules : []),
        { id: "why", title: "Why is it here", run: () => setAsked(item.id) },
        { id: "why-not", title: "Why not another product", run: () => setAsking(true) },
      ];
    },
    [pipelineId, mayEdit, navigate],
  );
  const box = useRef<HTMLElement>(null);
  const shownProduct = why.data?.item.id;
  // A long shelf may stand above the story: it must come into view, and the keyboard with it.
  useEffect(() => {
    if (shownProduct === undefined || shownProduct !== asked) return;
    box.current?.scrollIntoView({ block: "nearest" });
    box.current?.focus({ preventScroll: true });
  }, [shownProduct, asked]);
  return (
    <OfferOfProducts make={offers}>
      {items.length > 0 && <WideShelf items={items} titleOf={titleOf} onPick={(item) => setAsked(item.id)} />}
      {asked !== undefined && (
        <section ref={box} tabIndex={-1} className={style.box} aria-label="Why this product">
          <div className="row" style={{ justifyContent: "flex-end", height: 0 }}>
            <ActionIcon
              size="xs"
              aria-label="Close"
              onClick={() => setAsked(undefined)}
              style={{ zIndex: 1, marginTop: 24 }}
            >
              <IconX size={14} stroke={1.5} />
            </ActionIcon>
          </div>
          <StoryView story={why.data} error={why.error} />
        </section>
      )}
      {asking ? (
        <div style={{ marginTop: 12, maxWidth: 400 }}>
          <ProductPicker label="Why is a product not here?" near={[]} onPick={setAsked} />
        </div>
      ) : (
        <Button
          mt={8}
          size="xs"
          variant="subtle"
          leftSection={<IconQuestionMark size={14} aria-hidden />}
          onClick={() => setAsking(true)}
        >
          Why is a product not here?
        </Button>
      )}
    </OfferOfProducts>
  );
}
