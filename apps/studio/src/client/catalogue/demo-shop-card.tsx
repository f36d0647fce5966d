import { Button, Group, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Allowed } from "../access/allowed.tsx";
import type { DemoShopStatus } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { count } from "../ui/format.ts";
import { LiveOverDemoShop } from "./live-over-demo-shop.tsx";

type Step = "aside" | "delete";

/** A closing dialog gives the focus back to the button that opened it. */
const closingMs = 250;

/** The demo shop while it is there or set aside: taking it out, bringing it back, deleting it for good. */
export function DemoShopCard() {
  const queries = useQueryClient();
  const shop = useQuery(trpc.demoShop.state.queryOptions());
  const [step, setStep] = useState<Step>();
  const box = useRef<HTMLDivElement>(null);
  const acted = useRef(false);
  const state = shop.data?.state;
  // The button that was pressed goes with the state that it changed: the keyboard goes on at what there is to do now.
  useEffect(() => {
    if (state === undefined || !acted.current) return;
    acted.current = false;
    const timer = setTimeout(() => {
      const next = box.current?.querySelector<HTMLElement>("button:not(:disabled)");
      (next ?? document.getElementById("main"))?.focus();
    }, closingMs);
    return () => clearTimeout(timer);
  }, [state]);
  const options = {
    onMutate: () => {
      acted.current = true;
    },
    onError: () => {
      acted.current = false;
    },
    onSuccess: () => setStep(undefined),
    onSettled: () => queries.invalidateQueries(),
  };
  const setAside = useMutation(trpc.demoShop.setAside.mutationOptions(options));
  const bringBack = useMutation(trpc.demoShop.bringBack.mutationOptions(options));
  const remove = useMutation(trpc.demoShop.remove.mutationOptions(options));
  const { data } = shop;
  if (data === undefined || data.state === "none") return null;
  const error = setAside.error ?? bringBack.error ?? remove.error;
  return (
    <div ref={box}>
      <Card title="Demo shop">
        {data.state === "there" ? (
          <>
            <p>
              {data.products === 0
                ? "The demo shop is not made yet: its job is on the Jobs page."
                : `${sizeText(data)} of the demo shop are in the catalogue.`}
            </p>
            <Allowed to="stock">
              <Button mt={12} onClick={() => setStep("aside")}>
                Set it aside
              </Button>
            </Allowed>
          </>
        ) : (
          <>
            <p>The demo shop is set aside: {sizeText(data)} can be brought back until you delete them for good.</p>
            <Allowed to="stock">
              <Group mt={12} gap={8}>
                <Button loading={bringBack.isPending} onClick={() => bringBack.mutate()}>
                  Bring it back
                </Button>
                <Button color="red" variant="subtle" onClick={() => setStep("delete")}>
                  Delete it for good
                </Button>
              </Group>
            </Allowed>
          </>
        )}
        {step === undefined && error !== null && <ErrorNote error={error} />}
        <Modal
          opened={step !== undefined}
          onClose={() => setStep(undefined)}
          title={step === "delete" ? "Delete the demo shop for good?" : "Set the demo shop aside?"}
        >
          {step === "delete" ? (
            <p>
              Its events and stock are deleted. This cannot be undone; your own products and events are not touched.
            </p>
          ) : (
            <>
              <p>Its products leave the catalogue. You can bring them back.</p>
              <LiveOverDemoShop endpoints={data.endpoints} />
            </>
          )}
          {error !== null && <ErrorNote error={error} />}
          <Group mt={16} gap={8}>
            <Button
              variant="filled"
              {...(step === "delete" ? { color: "red" } : {})}
              loading={setAside.isPending || remove.isPending}
              onClick={() => (step === "delete" ? remove : setAside).mutate()}
            >
              {step === "delete" ? "Delete it for good" : "Set it aside"}
            </Button>
            <Button onClick={() => setStep(undefined)}>Cancel</Button>
          </Group>
        </Modal>
      </Card>
    </div>
  );
}

function sizeText({ products, events }: DemoShopStatus): string {
  return `${count(products)} products and ${count(events)} events`;
}
