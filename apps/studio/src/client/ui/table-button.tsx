import { Button } from "@mantine/core";
import { IconChartLine, IconTable } from "@tabler/icons-react";

/** Shows the table behind a chart, or the chart again. */
export function TableButton({
  asTable,
  onChange,
  title,
}: {
  readonly asTable: boolean;
  readonly onChange: (asTable: boolean) => void;
  /** Names the chart where several stand in one card. */
  readonly title?: string;
}) {
  const Icon = asTable ? IconChartLine : IconTable;
  return (
    <Button
      size="xs"
      variant="subtle"
      color="gray"
      aria-pressed={asTable}
      {...(title === undefined ? {} : { "aria-label": `${title}: ${asTable ? "chart" : "table"}` })}
      leftSection={<Icon size={14} stroke={1.5} />}
      onClick={() => onChange(!asTable)}
    >
      {asTable ? "Chart" : "Table"}
    </Button>
  );
}
