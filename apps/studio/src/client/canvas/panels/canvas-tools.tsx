import { ActionIcon, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconLayoutGrid,
  IconMaximize,
  IconMinus,
  IconPlus,
  IconSparkles,
  IconSquarePlus,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { keyLabel } from "../../ui/key-label.ts";
import { useNarrow } from "../../ui/use-narrow.ts";
import { type Store, useStore } from "../session/store.ts";
import { useCanvas } from "../session/use-canvas.ts";
import style from "./panels.module.css";

/** Undo, redo, zoom, fit and auto-layout, at the foot of the canvas. */
export function CanvasTools({
  zoom,
  onUndo,
  onRedo,
  onZoom,
  onFull,
  onFit,
  onLayOut,
  onAsk,
  onAdd,
}: {
  /** The view's scale; 1 is 100 %. */
  readonly zoom: Store<{ readonly zoom: number }>;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onZoom: (factor: number) => void;
  readonly onFull: () => void;
  readonly onFit: () => void;
  readonly onLayOut: () => void;
  readonly onAsk: () => void;
  /** On a narrow screen, which has no list of nodes; absent where nothing may be added. */
  readonly onAdd: (() => void) | undefined;
}) {
  const { session, canEdit } = useCanvas();
  const narrow = useNarrow();
  const canUndo = useStore(session, (state) => state.canUndo);
  const canRedo = useStore(session, (state) => state.canRedo);
  const percent = useStore(zoom, (state) => Math.round(state.zoom * 100));
  return (
    <div className={style.tools} role="toolbar" aria-label="Canvas">
      {narrow && onAdd !== undefined && (
        <>
          <Tool label="Add a node" keys="Tab" onClick={onAdd}>
            <IconSquarePlus size={16} stroke={1.5} />
          </Tool>
          <i />
        </>
      )}
      {canEdit && (
        <>
          <Tool label="Undo" keys="⌘Z" onClick={onUndo} disabled={!canUndo}>
            <IconArrowBackUp size={16} stroke={1.5} />
          </Tool>
          <Tool label="Redo" keys="⇧⌘Z" onClick={onRedo} disabled={!canRedo}>
            <IconArrowForwardUp size={16} stroke={1.5} />
          </Tool>
          <i />
        </>
      )}
      <Tool label="Smaller" keys="−" onClick={() => onZoom(1 / 1.2)}>
        <IconMinus size={16} stroke={1.5} />
      </Tool>
      <button type="button" className={`${style.zoom} num`} onClick={onFull} title="To 100 %  1">
        {percent} %
      </button>
      <Tool label="Larger" keys="+" onClick={() => onZoom(1.2)}>
        <IconPlus size={16} stroke={1.5} />
      </Tool>
      <Tool label="Fit" keys="0" onClick={onFit}>
        <IconMaximize size={16} stroke={1.5} />
      </Tool>
      {canEdit && (
        <>
          <Tool label="Auto-layout" keys="L" onClick={onLayOut}>
            <IconLayoutGrid size={16} stroke={1.5} />
          </Tool>
          <i />
          <Tool label="Ask the assistant" keys="⌘I" onClick={onAsk}>
            <IconSparkles size={16} stroke={1.5} />
          </Tool>
        </>
      )}
    </div>
  );
}

function Tool({
  label,
  keys,
  disabled = false,
  onClick,
  children,
}: {
  readonly label: string;
  readonly keys: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip label={`${label}  ${keyLabel(keys)}`}>
      <ActionIcon
        aria-label={label}
        disabled={disabled}
        style={disabled ? { background: "none" } : {}}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
