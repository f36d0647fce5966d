import { createSpotlight } from "@mantine/spotlight";

/** The palette of commands: whether it is open, and opening it. */
export const [paletteStore, palette] = createSpotlight();
