import { Modal } from "@mantine/core";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { Keys } from "../ui/keys.tsx";

const groups: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: "Everywhere",
    keys: [
      ["⌘ K", "Find or do anything"],
      ["?", "This map"],
      ["Esc", "Close, or back to the canvas"],
    ],
  },
  {
    title: "Canvas",
    keys: [
      ["/ or A", "Add a node"],
      ["⌘ ↵", "Run in place, send a try"],
      ["⌘ ⇧ P", "Publish"],
      ["⌘ Z, ⇧ ⌘ Z", "Undo, redo"],
      ["⌘ C, ⌘ V, ⌘ D", "Copy, paste, duplicate"],
      ["⌘ A", "Select all"],
      ["⌫", "Delete what is selected"],
      ["Arrows, ⇧ arrows", "Move 16 px, 4 px"],
      ["Tab, ⇧ Tab", "Next node along the wires, and back"],
      ["Enter", "To the settings of the node"],
      ["W", "Start a wire; arrows choose a port, Enter joins"],
      [". and M", "Next problem, mend it"],
      ["J", "Last runs"],
      ["L", "Tidy up"],
      ["1, 0, + and −", "100 %, fit, zoom"],
    ],
  },
];

const Help = createContext<{ readonly open: () => void }>({ open: () => undefined });

/** Opens the map of shortcuts. */
export function useShortcutsHelp() {
  return useContext(Help);
}

/** Holds the map of shortcuts, which `?` opens anywhere. */
export function ShortcutsHelp({ children }: { readonly children: ReactNode }) {
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    // Where "?" lies differs between keyboards; what it types does not.
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "?" || event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest("input, textarea, select") !== null) return;
      setOpened(true);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <Help.Provider value={{ open: () => setOpened(true) }}>
      {children}
      <Modal opened={opened} onClose={() => setOpened(false)} title="Keyboard" size={560}>
        {groups.map((group) => (
          <section key={group.title} style={{ marginBottom: 16 }}>
            <h3 style={{ marginBottom: 4 }}>{group.title}</h3>
            <dl style={{ display: "grid", gridTemplateColumns: "180px 1fr", gap: "4px 12px" }}>
              {group.keys.map(([keys, what]) => (
                <div key={keys} style={{ display: "contents" }}>
                  <dt>
                    <Keys>{keys}</Keys>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </Modal>
    </Help.Provider>
  );
}
