import { IconCloudOff } from "@tabler/icons-react";
import { Chip } from "../../ui/chip.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useStore } from "../session/store.ts";
import { useCanvas } from "../session/use-canvas.ts";
import { RefusedEdits } from "./refused-edits.tsx";
import style from "./save-state.module.css";
import { useSaveAnnouncements } from "./use-save-announcements.ts";

/** Whether everything is stored: `rev 214, saved 2 s ago`, or how many edits wait. */
export function SaveState() {
  const { session } = useCanvas();
  const state = useStore(session, (all) => all);
  useSaveAnnouncements(state);
  const words =
    state.waiting === 0 ? (
      <>
        rev {state.revision}, saved <RelativeTime at={state.savedAt} />
      </>
    ) : state.offline ? null : (
      <>rev {state.revision}, saving</>
    );
  return (
    <span className="row">
      {words !== null && <span className={`small muted num ${style.saved}`}>{words}</span>}
      {state.offline && state.waiting > 0 && (
        <Chip tone="warn" tall title="They are stored in this browser and sent as soon as the server answers.">
          <IconCloudOff size={12} stroke={1.75} aria-hidden />
          {state.waiting === 1 ? "1 edit waits" : `${state.waiting} edits wait`}
        </Chip>
      )}
      {!state.stored && (
        <Chip tone="bad" tall title="This browser has no room to keep them, or does not allow it: leave the tab open.">
          stored in this tab only
        </Chip>
      )}
      {state.refused.length > 0 && <RefusedEdits edits={state.refused} />}
    </span>
  );
}
