import type { Graph } from "@aisle/runtime/graph/graph";
import type { PageCommand } from "../frame/page-commands.ts";
import { type ShortcutId, shortcutOf, shortcuts } from "../frame/shortcuts.ts";
import { arrangeCommands } from "./arrange/arrange-commands.ts";
import type { CanvasActions } from "./canvas-actions.ts";
import { canvasKeyHandlers } from "./canvas-key-handlers.ts";
import { itemKey } from "./session/canvas-item.ts";
import { type CanvasModel, nodeTitle } from "./session/canvas-model.ts";

/** What the palette of commands offers on the canvas: every shortcut's action, every node type, and every node of the graph. */
export function canvasCommands(
  model: CanvasModel,
  actions: CanvasActions,
  graph: Graph,
  mayPublish: boolean,
): readonly PageCommand[] {
  const handlers = canvasKeyHandlers(model, actions);
  const byKey = (Object.keys(shortcuts) as ShortcutId[]).flatMap((id): PageCommand[] => {
    const shortcut = shortcutOf(id);
    if (shortcut.keysOnly === true || shortcut.elsewhere === true) return [];
    if (shortcut.needs !== undefined && !(shortcut.needs === "edit" ? model.canEdit : mayPublish)) return [];
    const run = handlers[id as keyof typeof handlers];
    const act = () => void run(new KeyboardEvent("keydown"));
    return [{ title: shortcut.does, keys: shortcut.keys[0] ?? "", run: act }];
  });
  return [
    ...byKey,
    ...(model.canEdit ? editingCommands(model, actions) : []),
    ...graph.nodes.map(({ id }) => ({
      title: `Go to ${nodeTitle(model, id)}`,
      id,
      group: "Nodes of this graph",
      run: () => actions.goTo(id),
    })),
    ...graph.groups
      .filter((group) => group.nodes.length > 0)
      .map(({ id, title }) => ({
        title: `Go to ${title}`,
        id,
        group: "Nodes of this graph",
        run: () => actions.goTo(itemKey("group", id)),
      })),
  ];
}

function editingCommands(model: CanvasModel, actions: CanvasActions): readonly PageCommand[] {
  return [
    ...arrangeCommands(actions),
    { title: "Edit the sample requests", run: actions.editSamples },
    ...[...model.manifests.values()].map((manifest) => ({
      title: `Add ${manifest.title}`,
      group: "Nodes to add",
      run: () => actions.addByType(manifest.type),
    })),
  ];
}
