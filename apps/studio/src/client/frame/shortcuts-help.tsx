import { Modal } from "@mantine/core";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { Keys } from "../ui/keys.tsx";
import { letterKeys, useLetterKeys } from "./letter-keys.ts";
import { LetterKeysSwitch } from "./letter-keys-switch.tsx";
import { isPressed, isSingleKey, type Shortcut, shortcutSections, shortcuts } from "./shortcuts.ts";
import style from "./shortcuts-help.module.css";

const Help = createContext<{ readonly open: () => void }>({ open: () => undefined });

/** Opens the map of shortcuts. */
export function useShortcutsHelp() {
  return useContext(Help);
}

/** Holds the map of shortcuts, which `?` opens anywhere. */
export function ShortcutsHelp({ children }: { readonly children: ReactNode }) {
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!letterKeys.on() || !shortcuts.help.keys.some((keys) => isPressed(keys, event))) return;
      if (event.target instanceof Element && event.target.closest("input, textarea, select") !== null) return;
      setOpened(true);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <Help.Provider value={{ open: () => setOpened(true) }}>
      {children}
      <Modal opened={opened} onClose={() => setOpened(false)} title="Keyboard" size={720}>
        <div className={style.switch}>
          <LetterKeysSwitch />
        </div>
        <div className={style.sections}>
          {shortcutSections().map((section) => (
            <section key={section.title}>
              <h3>{section.title}</h3>
              <dl>
                {section.shortcuts.map((shortcut) => (
                  <ShortcutLine key={shortcut.does} shortcut={shortcut} />
                ))}
              </dl>
            </section>
          ))}
        </div>
      </Modal>
    </Help.Provider>
  );
}

function ShortcutLine({ shortcut }: { readonly shortcut: Shortcut }) {
  const lettersOn = useLetterKeys();
  return (
    <div className={style.line}>
      <dt>
        {shortcut.keys.map((keys) => (
          <span key={keys} className={isSingleKey(keys) && !lettersOn ? style.off : undefined}>
            <Keys>{keys}</Keys>
            {isSingleKey(keys) && !lettersOn && <span className="unseen"> (switched off)</span>}
          </span>
        ))}
      </dt>
      <dd>{shortcut.does}</dd>
    </div>
  );
}
