import { ActionIcon, Menu } from "@mantine/core";
import {
  IconDotsVertical,
  IconFlask,
  IconPin,
  IconPlayerPlay,
  IconPlayerTrackNext,
  IconQuestionMark,
} from "@tabler/icons-react";
import { useMay } from "../../access/use-may.ts";
import { Keys } from "../../ui/keys.tsx";
import type { DataActions } from "../data-actions.ts";
import { useCanvas } from "../session/use-canvas.ts";

/** What can be done with the node in the inspector, each with its key. */
export function NodeMenu({ id, actions }: { readonly id: string; readonly actions: DataActions }) {
  const { canEdit, view } = useCanvas();
  const mayTest = useMay("experiment");
  const icon = { size: 14, stroke: 1.5 } as const;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon size="xs" aria-label="Run and data of this node">
          <IconDotsVertical size={16} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlayerPlay {...icon} />} rightSection={<Keys>R</Keys>} onClick={actions.runUpTo}>
          Run up to here
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPlayerTrackNext {...icon} />}
          rightSection={<Keys>⇧R</Keys>}
          onClick={actions.runFrom}
        >
          Run from here
        </Menu.Item>
        {canEdit && (
          <Menu.Item leftSection={<IconPin {...icon} />} rightSection={<Keys>P</Keys>} onClick={actions.togglePin}>
            Pin or unpin the output
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconQuestionMark {...icon} />} rightSection={<Keys>Y</Keys>} onClick={actions.askWhy}>
          Why is a product here, or not
        </Menu.Item>
        {mayTest && (
          <Menu.Item leftSection={<IconFlask {...icon} />} onClick={() => view.set({ testing: { node: id } })}>
            Test this on real traffic
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
