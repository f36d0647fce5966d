import { Switch } from "@mantine/core";
import { keyLabel } from "../ui/key-label.ts";
import { letterKeys, useLetterKeys } from "./letter-keys.ts";

/** Switches the shortcuts of single letters and signs on and off. */
export function LetterKeysSwitch() {
  const on = useLetterKeys();
  return (
    <Switch
      checked={on}
      onChange={(event) => letterKeys.set(event.currentTarget.checked)}
      label="Shortcuts of a single letter or sign"
      description={`Switch them off when you speak to the computer, or hit keys by accident. Everything is under ${keyLabel("⌘K")} too.`}
    />
  );
}
