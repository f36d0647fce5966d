import { ActionIcon, Tooltip } from "@mantine/core";
import {
  type Icon,
  IconBoxMultiple,
  IconLayoutAlignBottom,
  IconLayoutAlignCenter,
  IconLayoutAlignLeft,
  IconLayoutAlignMiddle,
  IconLayoutAlignRight,
  IconLayoutAlignTop,
  IconLayoutDistributeHorizontal,
  IconLayoutDistributeVertical,
  IconStack2,
  IconTrash,
} from "@tabler/icons-react";
import { shortcutOf } from "../../frame/shortcuts.ts";
import { keyLabel } from "../../ui/key-label.ts";
import { useCanvas, useView } from "../session/use-canvas.ts";
import style from "./arrange.module.css";
import type { ArrangeActions } from "./arrange-actions.ts";
import { arrangeCommands } from "./arrange-commands.ts";

const icons: readonly Icon[] = [
  IconLayoutAlignLeft,
  IconLayoutAlignCenter,
  IconLayoutAlignRight,
  IconLayoutAlignTop,
  IconLayoutAlignMiddle,
  IconLayoutAlignBottom,
  IconLayoutDistributeVertical,
  IconLayoutDistributeHorizontal,
];

/** What can be done with several selected things, at the foot of the canvas while there are several. */
export function SelectionToolbar({ actions }: { readonly actions: ArrangeActions }) {
  const many = useView((view) => view.selected.size + view.selectedItems.size);
  const { canEdit } = useCanvas();
  if (many < 2 || !canEdit) return null;
  return (
    <div className={style.toolbar} role="toolbar" aria-label={`${many} selected`}>
      {arrangeCommands(actions).map((command, at) => {
        const Shape = icons[at]!;
        return (
          <Tool key={command.title} label={command.title} onClick={command.run}>
            <Shape size={16} stroke={1.5} />
          </Tool>
        );
      })}
      <i />
      <Tool label="Group" keys={shortcutOf("group").keys[0]} onClick={actions.group}>
        <IconBoxMultiple size={16} stroke={1.5} />
      </Tool>
      <Tool
        label="Collapse or expand their group"
        keys={shortcutOf("collapse").keys[0]}
        onClick={actions.toggleCollapsed}
      >
        <IconStack2 size={16} stroke={1.5} />
      </Tool>
      <Tool label="Delete" keys={shortcutOf("delete").keys[0]} onClick={actions.deleteSelection}>
        <IconTrash size={16} stroke={1.5} />
      </Tool>
    </div>
  );
}

function Tool({
  label,
  keys,
  onClick,
  children,
}: {
  readonly label: string;
  readonly keys?: string | undefined;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}) {
  return (
    <Tooltip label={keys === undefined ? label : `${label}  ${keyLabel(keys)}`}>
      <ActionIcon aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
