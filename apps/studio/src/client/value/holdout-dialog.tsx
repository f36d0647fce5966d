import { Button, Group, Modal, NumberInput, Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { EndpointValue } from "../../server/value-types.ts";
import { trpc } from "../api/trpc.ts";
import { ErrorNote } from "../ui/error-note.tsx";

/** Sets who is held out of an endpoint and what they get, or holds out nobody any more. */
export function HoldoutDialog({ row, onClose }: { readonly row: EndpointValue; readonly onClose: () => void }) {
  const { pipelineId, name, setting } = row;
  const queries = useQueryClient();
  const baselines = useQuery(trpc.value.baselines.queryOptions({ pipelineId: pipelineId ?? "" }));
  const [share, setShare] = useState<number | string>(setting === null ? 5 : setting.share * 100);
  const [versionId, setVersionId] = useState<string | null>(setting?.versionId ?? null);
  const store = useMutation({
    ...trpc.value.setHoldout.mutationOptions(),
    onSuccess: async () => {
      await queries.invalidateQueries(trpc.value.pathFilter());
      onClose();
    },
  });
  const choices = baselines.data ?? [];
  const chosen = versionId ?? choices[0]?.versionId ?? null;
  const set = (holdout: { readonly share: number; readonly versionId: string } | null) =>
    store.mutate({ pipelineId: pipelineId ?? "", holdout });
  return (
    <Modal opened onClose={onClose} title={`Holdout of ${name}`}>
      <div style={{ display: "grid", gap: 12 }}>
        <p className="small">
          A share of shoppers gets an earlier, plainer version and is in no other experiment of this endpoint. What the
          others spend beyond them is what the endpoint earns. Each month draws the shoppers again, so nobody stays
          behind for good.
        </p>
        {baselines.isError && <ErrorNote error={baselines.error} />}
        {baselines.data !== undefined && choices.length === 0 ? (
          <p className="muted">
            There is no earlier version to compare with. Publish a plain one first, such as best sellers alone, then the
            one that you want live.
          </p>
        ) : (
          <>
            <NumberInput
              label="Held out, % of shoppers"
              description="Small shares cost little and take longer to say something."
              min={0.1}
              max={50}
              decimalScale={1}
              value={share}
              onChange={setShare}
            />
            <Select
              label="What they get"
              allowDeselect={false}
              data={choices.map(({ versionId: value, number, name: title }) => ({
                value,
                label: title === "" ? `Version ${number}` : `Version ${number}, ${title}`,
              }))}
              value={chosen}
              onChange={setVersionId}
            />
          </>
        )}
        {store.isError && <ErrorNote error={store.error} />}
        <Group justify="flex-end" gap={8}>
          {setting !== null && (
            <Button loading={store.isPending} onClick={() => set(null)}>
              Hold out nobody
            </Button>
          )}
          <Button
            variant="filled"
            loading={store.isPending}
            disabled={chosen === null || typeof share !== "number"}
            onClick={() => chosen !== null && set({ share: Number(share) / 100, versionId: chosen })}
          >
            {setting === null ? "Hold out" : "Change the holdout"}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
