import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Input,
  InputWrapper,
  type MantineColorsTuple,
  Menu,
  Modal,
  SegmentedControl,
  Tooltip,
} from "@mantine/core";

/** Cobalt in Mantine's ten steps; what the screens use comes from the tokens below. */
const accent: MantineColorsTuple = [
  "#e9eefc",
  "#cdd9f8",
  "#a9bdf3",
  "#7f9cec",
  "#5c80e2",
  "#3f67d6",
  "#2f59cf",
  "#2750c8",
  "#2044ad",
  "#183691",
];

/** Mantine's greys, warmed: it draws fields, borders and hovers with them. */
const gray: MantineColorsTuple = [
  "#faf9f6",
  "#f4f2ed",
  "#efece5",
  "#e5e1d8",
  "#cbc5b8",
  "#a19b8e",
  "#69645a",
  "#504c43",
  "#35322b",
  "#1d1b17",
];
const dark: MantineColorsTuple = [
  "#f2efe8",
  "#c4beb1",
  "#a19b8e",
  "#6b665c",
  "#4f4b42",
  "#35322b",
  "#201e1a",
  "#2a2823",
  "#181714",
  "#141310",
];

/** Mantine's controls in the studio's sizes: 32 high, radius 6, type 13. */
export const mantineTheme = createTheme({
  colors: { accent, gray, dark },
  primaryColor: "accent",
  primaryShade: 7,
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  defaultRadius: 6,
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  fontSizes: { xs: "11px", sm: "12px", md: "13px", lg: "15px", xl: "20px" },
  lineHeights: { xs: "16px", sm: "16px", md: "20px", lg: "24px", xl: "28px" },
  headings: { fontFamily: "var(--font)", fontWeight: "600" },
  components: {
    Button: Button.extend({
      defaultProps: { variant: "default" },
      vars: (_theme, props) => ({
        root: {
          "--button-height": props.size === "xs" ? "28px" : "32px",
          "--button-fz": props.size === "xs" ? "12px" : "13px",
          "--button-padding-x": props.size === "xs" ? "8px" : "12px",
        },
      }),
      styles: { root: { fontWeight: 500 }, section: { marginInlineEnd: 6 } },
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: "subtle", color: "gray" },
      vars: (_theme, props) => ({ root: { "--ai-size": props.size === "xs" ? "24px" : "32px" } }),
    }),
    Input: Input.extend({
      vars: () => ({ wrapper: { "--input-height": "32px", "--input-fz": "13px", "--input-padding-y": "5px" } }),
    }),
    InputWrapper: InputWrapper.extend({
      defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] },
      styles: {
        label: { fontWeight: 500, fontSize: 13, marginBottom: 4 },
        error: { marginTop: 4, fontSize: 12, lineHeight: "16px" },
        description: { marginTop: 4, fontSize: 12, lineHeight: "16px" },
      },
    }),
    SegmentedControl: SegmentedControl.extend({
      vars: () => ({ root: { "--sc-font-size": "12px", "--sc-padding": "3px 8px" } }),
    }),
    Modal: Modal.extend({
      defaultProps: {
        radius: 10,
        overlayProps: { backgroundOpacity: 0.3 },
        closeButtonProps: { "aria-label": "Dismiss" },
      },
      styles: { title: { fontWeight: 600, fontSize: 15, lineHeight: "24px" } },
    }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", position: "bottom-end" } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false, fz: 12, px: 8, py: 4 } }),
  },
});

const both = {
  "--mantine-color-body": "var(--panel)",
  "--mantine-color-text": "var(--ink)",
  "--mantine-color-bright": "var(--ink)",
  "--mantine-color-dimmed": "var(--ink-3)",
  "--mantine-color-placeholder": "var(--ink-3)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-error": "var(--bad)",
  "--mantine-color-default": "var(--panel)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--ink)",
  "--mantine-color-default-border": "var(--line-strong)",
  "--mantine-color-disabled": "var(--sunk)",
  "--mantine-color-disabled-color": "var(--ink-3)",
  "--mantine-color-disabled-border": "var(--line)",
  "--mantine-primary-color-filled": "var(--accent-fill)",
  "--mantine-primary-color-filled-hover": "var(--accent-fill)",
  "--mantine-color-accent-filled": "var(--accent-fill)",
  "--mantine-color-accent-filled-hover": "color-mix(in srgb, var(--accent-fill) 90%, black)",
  "--mantine-color-accent-light": "var(--accent-soft)",
  "--mantine-color-accent-light-hover": "var(--accent-soft)",
  "--mantine-color-accent-light-color": "var(--accent)",
  "--mantine-color-accent-outline": "var(--accent)",
  "--mantine-color-gray-light-color": "var(--ink-2)",
  "--mantine-color-gray-light-hover": "var(--hover)",
  "--mantine-color-gray-outline": "var(--ink-2)",
  "--mantine-shadow-md": "var(--float)",
};

/** Hands the studio's tokens to Mantine, the same names in both themes. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: both, dark: both });
