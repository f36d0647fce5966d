import { useMediaQuery } from "@mantine/hooks";

/** True on a screen as narrow as a phone's, as in the style sheets: there a finger pans and panels are sheets. */
export function useNarrow(): boolean {
  return useMediaQuery("(max-width: 640px)", false, { getInitialValueInEffect: false });
}
